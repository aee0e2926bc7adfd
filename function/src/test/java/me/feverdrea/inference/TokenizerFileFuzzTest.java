package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import me.feverdrea.Bent;
import me.feverdrea.story.BundleException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class TokenizerFileFuzzTest {
    private static final String SAID = "The lid is warm — “caf\u00e9” \uD83D\uDD77.";

    private static Path file;

    @BeforeContainer
    static void open() throws IOException {
        file = Files.createTempFile("tokenizer", ".json");
    }

    @AfterContainer
    static void close() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<String> files() {
        return Bent.text(
                List.of(small()),
                List.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"",
                        "\"id\": -1",
                        "\"id\": 2147483647",
                        "\"a\": -3",
                        "\"a\": 99999999999",
                        "\"a b\"",
                        "\" \"",
                        "[\"a\", \"b\"]",
                        "[\"a\"]",
                        "[\"a\", \"b\", \"c\"]",
                        "null",
                        "\"BPE\"",
                        "\"NFC\"",
                        "\"added_tokens\": {}",
                        "\"ignore_merges\": true",
                        "[".repeat(2_000),
                        "\u0120",
                        "\u00e9"));
    }

    /** Every byte, two merges, end-of-text. */
    private static String small() {
        StringBuilder vocabulary = new StringBuilder();
        int id = 0;
        for (int value = 0, shifted = 256; value < 256; value++) {
            boolean visible = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            String character = String.valueOf((char) (visible ? value : shifted++));
            String quoted = character.equals("\"") || character.equals("\\") ? '\\' + character : character;
            vocabulary.append('"').append(quoted).append("\":").append(id++).append(',');
        }
        return "{\"added_tokens\":[{\"id\":258,\"content\":\"<|endoftext|>\"}],\"normalizer\":null,"
                + "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},"
                + "\"model\":{\"type\":\"BPE\",\"vocab\":{" + vocabulary
                + "\"th\":256,\"the\":257,\"<|endoftext|>\":258},"
                + "\"merges\":[[\"t\",\"h\"],\"th e\"]}}";
    }

    /** A tokenizer that is taken can say every text, and says the same again. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyFileIsATokenizerThatWorksOrRefusedWithACure(@ForAll("files") String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        try {
            BytePairTokenizer tokenizer = BytePairTokenizer.read(file);
            int[] ids = tokenizer.encode(SAID);
            for (int id : ids) {
                assertTrue(id >= 0 && id < tokenizer.vocabulary(), id + " of " + tokenizer.vocabulary());
            }
            assertEquals(tokenizer.decode(ids), tokenizer.decode(tokenizer.encode(SAID)));
        } catch (BundleException refused) {
            assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
            assertTrue(refused.getMessage().contains(";"), refused.getMessage());
        }
    }
}
