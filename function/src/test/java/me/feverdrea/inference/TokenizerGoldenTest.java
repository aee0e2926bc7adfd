package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import me.feverdrea.story.Manifest.BundleFile;
import me.feverdrea.story.ModelBundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped tokenizer against Python `tokenizers`; `model-export golden` writes the file. */
class TokenizerGoldenTest {
    private static final Path GOLDEN = Path.of(
                    System.getProperty("feverdream.goldens", "function/src/test/resources/golden"))
            .resolve("tokenizer/strings.jsonl");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static ModelBundle bundle;
    private static BytePairTokenizer tokenizer;
    private static JsonNode header;
    private static List<String> lines;

    @BeforeAll
    static void read() throws IOException {
        assertTrue(Files.isRegularFile(GOLDEN), GOLDEN + " is missing; write it with model-export golden");
        bundle = ShippedBundle.open();
        tokenizer = BytePairTokenizer.read(bundle.tokenizer());
        List<String> all = Files.readAllLines(GOLDEN);
        header = JSON.readTree(all.get(0));
        lines = all.subList(1, all.size());
    }

    @Test
    void theGoldensAreOfTheShippedTokenizer() {
        String shipped = bundle.manifest().files().stream()
                .filter(file -> file.path().equals(ModelBundle.TOKENIZER))
                .map(BundleFile::sha256)
                .findFirst()
                .orElseThrow();
        assertEquals(
                shipped,
                header.path("tokenizer_sha256").asText(),
                GOLDEN + " is of another tokenizer; write it again with model-export golden " + bundle.folder());
        assertEquals(1, header.path("format").asInt());
        assertEquals("ordinary", header.path("special_tokens_in_text").asText());
    }

    @Test
    void everyStringHasItsIds() throws IOException {
        int strings = 0;
        for (String line : lines) {
            JsonNode golden = JSON.readTree(line);
            if (golden.has("text")) {
                String text = golden.get("text").asText();
                assertArrayEquals(ids(golden.get("ids")), tokenizer.encode(text), line);
                assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
                strings++;
            }
        }
        assertEquals(header.path("strings").asInt(), strings);
        assertTrue(strings >= 3_000, "only " + strings + " strings");
    }

    @Test
    void everyIdSpellsItsBytes() throws IOException {
        int decodings = 0;
        for (String line : lines) {
            JsonNode golden = JSON.readTree(line);
            if (golden.has("decode")) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int id : ids(golden.get("decode"))) {
                    bytes.writeBytes(tokenizer.bytes(id));
                }
                assertEquals(golden.get("bytes").asText(), HexFormat.of().formatHex(bytes.toByteArray()), line);
                decodings++;
            }
        }
        assertEquals(header.path("decodings").asInt(), decodings);
        assertTrue(decodings >= 100, "only " + decodings + " decodings");
    }

    private static int[] ids(JsonNode list) {
        return JSON.convertValue(list, int[].class);
    }
}
