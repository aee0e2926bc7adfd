package me.feverdrea.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import me.feverdrea.story.BundleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairTokenizerTest {
    private final BytePairTokenizer shipped =
            BytePairTokenizer.read(ShippedBundle.open().tokenizer());

    @TempDir
    Path folder;

    @Test
    void decodingGivesTheTextBack() {
        for (String text : new String[] {
            "",
            " ",
            "\n\n",
            "You wake.",
            "caf\u00e9 \u2014 na\u00efve",
            "\uD83D\uDD6F\uFE0F",
            "a\u0000b",
            "  two  spaces  "
        }) {
            assertEquals(text, shipped.decode(shipped.encode(text)));
        }
    }

    @Test
    void halfACharacterIsDecodedToBytes() {
        BytePairTokenizer small = SmallVocabulary.tokenizer();
        int[] ids = small.encode("\u00e9");
        assertEquals(2, ids.length);
        assertEquals("\uFFFD", small.decode(ids[0]));
        assertArrayEquals(new byte[] {(byte) 0xC3}, small.bytes(ids[0]));
        assertEquals("\u00e9", small.decode(ids));
    }

    @Test
    void whatLooksLikeASpecialTokenInTextIsText() {
        int endOfText = ShippedBundle.open().manifest().tokens().endOfText().get(0);
        int[] ids = shipped.encode("a<|endoftext|>b");
        assertTrue(Arrays.stream(ids).noneMatch(id -> id == endOfText), Arrays.toString(ids));
        assertEquals("a<|endoftext|>b", shipped.decode(ids));
    }

    @Test
    void aWordOfAHundredThousandLettersTakesNoQuadraticTime() {
        String word = "abcdefghijklmnopqrstuvwxyz".repeat(4_000);
        int[] ids = assertTimeout(Duration.ofSeconds(5), () -> shipped.encode(word));
        assertEquals(word, shipped.decode(ids));
        String spaces = " ".repeat(100_000);
        assertEquals(spaces, shipped.decode(assertTimeout(Duration.ofSeconds(5), () -> shipped.encode(spaces))));
    }

    @Test
    void textWithoutBoundIsRefused() {
        String tooLong = "a".repeat(BytePairTokenizer.MOST_CHARACTERS + 1);
        assertThrows(IllegalArgumentException.class, () -> shipped.encode(tooLong));
    }

    @Test
    void aLoneSurrogateIsReplacedAndNoError() {
        assertEquals("a?b", shipped.decode(shipped.encode("a\uD800b")));
    }

    @Test
    void filesThatMeanOtherTokensAreRefused() throws IOException {
        refuses("model.type", "\"type\": \"BPE\"", "\"type\": \"WordPiece\"");
        refuses("pre_tokenizer.add_prefix_space", "\"add_prefix_space\": false", "\"add_prefix_space\": true");
        refuses("pre_tokenizer.use_regex", "\"use_regex\": true", "\"use_regex\": false");
        refuses("model.byte_fallback", "\"byte_fallback\": false", "\"byte_fallback\": true");
        refuses("model.ignore_merges", "\"ignore_merges\": false", "\"ignore_merges\": true");
        refuses("model.vocab", "\"!\": 1,", "\"!\": -1,");
        refuses("model.vocab", "\"!\": 1,", "\"!\": \"1\",");
        refuses("model.vocab", "\"!\": 1,", "\"!\": 2000000000,");
        refuses("model.vocab", "\"!\": 1,", "");
        refuses("the whole file", "{", "[{");
        refuses("not JSON", "\"!\": 1,", "\"!\" 1,");
    }

    private void refuses(String key, String before, String after) throws IOException {
        String good = Files.readString(ShippedBundle.open().tokenizer());
        int at = good.indexOf(before);
        assertTrue(at >= 0, before + " is not in the shipped tokenizer.json");
        Path bad = folder.resolve("tokenizer.json");
        Files.writeString(bad, good.substring(0, at) + after + good.substring(at + before.length()), UTF_8);
        BundleException e = assertThrows(BundleException.class, () -> BytePairTokenizer.read(bad), key);
        assertTrue(e.getMessage().contains(key) && e.getMessage().contains(bad.toString()), e.getMessage());
    }
}
