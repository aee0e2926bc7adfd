package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPT-2's own 50,257 tokens, rebuilt from jtokkit's ranks; jtokkit, an independent implementation, is the oracle. */
class Gpt2VocabularyTest {
    private static final int END_OF_TEXT = 50_256;

    @TempDir
    static Path folder;

    private static BytePairTokenizer ours;
    private static final Encoding theirs =
            Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE);

    @BeforeAll
    static void rebuild() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        JsonMapper.builder().build().writeValue(file.toFile(), tokenizerJson(ranks()));
        ours = BytePairTokenizer.read(file);
    }

    @Test
    void theVocabularyIsWhole() {
        assertEquals(END_OF_TEXT + 1, ours.vocabulary());
        for (int id = 0; id < END_OF_TEXT; id++) {
            assertArrayEquals(theirs.decodeBytes(list(id)), ours.bytes(id), "token " + id);
        }
    }

    @Test
    void knownTextsHaveTheirKnownIds() {
        assertArrayEquals(new int[] {15496, 995}, ours.encode("Hello world"));
        // as gpt-2-simple always encoded it
        assertArrayEquals(new int[] {27, 91, 437, 1659, 5239, 91, 29}, ours.encode("<|endoftext|>"));
    }

    @Test
    void trickyTextsHaveTheSameIds() {
        for (String text : List.of(
                "",
                " ",
                "  ",
                "\n",
                "\n\n",
                "\n\n\n> Open",
                "a\n\n b",
                "\t\t x",
                "trailing   ",
                "   leading",
                "I'll we've don't you're he'd I'm it's 'twas ROCK'N'ROLL 'S 'LL",
                "3.14159 1,000,000 \u0663\u0664 \u2167",
                "\u201Cquoted\u201D \u2014 dash\u2026",
                "caf\u00e9 cafe\u0301",
                "\u00A0nbsp\u3000ideographic\u200Bzero",
                "\uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
                "\u65E5\u672C\u8A9E \uD55C\uAD6D\uC5B4",
                "\u0926\u0947\u0935\u0928\u093E\u0917\u0930\u0940",
                "\u0645\u0631\u062D\u0628\u0627",
                "\r\n\r\n",
                "\u0085\u2028\u2029",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "\u0000\u0001\u007f",
                "x".repeat(3_000))) {
            same(text);
        }
    }

    @Test
    void thousandsOfRandomTextsHaveTheSameIds() {
        SplittableRandom random = new SplittableRandom(20_261_124);
        for (int i = 0; i < 6_000; i++) {
            same(randomText(random, i % 3));
        }
    }

    private static void same(String text) {
        assertArrayEquals(theirs.encodeOrdinary(text).toArray(), ours.encode(text), () -> "\"" + text + "\"");
        assertEquals(text, ours.decode(ours.encode(text)));
    }

    private static String randomText(SplittableRandom random, int kind) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(1, 60);
        while (text.length() < length) {
            switch (kind) {
                case 0 -> text.append(theirs.decode(list(random.nextInt(END_OF_TEXT))));
                case 1 -> text.append((char) random.nextInt(' ', 0x7f)).append(random.nextInt(4) == 0 ? " " : "");
                default -> text.appendCodePoint(assigned(random));
            }
        }
        // a token may be half a character, which no text can hold
        return text.toString().replace("\uFFFD", "");
    }

    // Letters as of Unicode 6, since each implementation knows letters up to a version of its own.
    private static int assigned(SplittableRandom random) {
        int[][] blocks = {
            {0x20, 0x7e},
            {0xa1, 0x17f},
            {0x391, 0x3a1},
            {0x410, 0x44f},
            {0x5d0, 0x5ea},
            {0x4e00, 0x9fa5},
            {0x2000, 0x206f},
            {0x1f600, 0x1f640},
            {0x9, 0xd}
        };
        int[] block = blocks[random.nextInt(blocks.length)];
        return random.nextInt(block[0], block[1] + 1);
    }

    private static com.knuddels.jtokkit.api.IntArrayList list(int id) {
        var list = new com.knuddels.jtokkit.api.IntArrayList();
        list.add(id);
        return list;
    }

    /** Bytes as Latin-1 characters, in order of rank, which is the order of ids. */
    private static Map<String, Integer> ranks() throws IOException {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        try (InputStream in = Encodings.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken")) {
            assertNotNull(in, "jtokkit no longer carries r50k_base.tiktoken");
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ");
                byte[] token = Base64.getDecoder().decode(parts[0]);
                ranks.put(new String(token, StandardCharsets.ISO_8859_1), Integer.parseInt(parts[1]));
            }
        }
        return ranks;
    }

    private static ObjectNode tokenizerJson(Map<String, Integer> ranks) {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        ObjectNode endOfText = root.putArray("added_tokens").addObject();
        endOfText.put("id", END_OF_TEXT).put("content", "<|endoftext|>").put("special", true);
        root.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false);
        ObjectNode model = root.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        ArrayNode merges = model.putArray("merges");
        ranks.forEach((token, rank) -> {
            vocabulary.put(visible(token), rank);
            if (token.length() > 1) {
                List<String> pair = pairMergedInto(token, rank, ranks);
                merges.add(visible(pair.get(0)) + " " + visible(pair.get(1)));
            }
        });
        vocabulary.put("<|endoftext|>", END_OF_TEXT);
        return root;
    }

    /** The two parts that remain when a token's bytes are merged by all merges that came before its own. */
    private static List<String> pairMergedInto(String token, int rank, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>(
                token.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        while (parts.size() > 2) {
            int best = -1;
            int bestRank = rank;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int candidate = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (candidate < bestRank) {
                    best = i;
                    bestRank = candidate;
                }
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return parts;
    }

    private static String visible(String bytes) {
        StringBuilder visible = new StringBuilder();
        bytes.chars().forEach(value -> visible.append(visible(value)));
        return visible.toString();
    }

    private static char visible(int value) {
        if (value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE) {
            return (char) value;
        }
        int shifted = value <= ' ' ? value : value < 0xAD ? value - 0x7f + 33 : 67;
        return (char) (256 + shifted);
    }
}
