package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import me.feverdrea.story.ModelBundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logits against Python's ONNX Runtime, which runs the same bundle on the same machine now: quantized logits are the
 * same on one kind of CPU only, so no file could hold them.
 */
class LogitsGoldenTest {
    private static final Path PROGRAM =
            Path.of(System.getProperty("feverdream.model-export", "model-export/.venv/bin/model-export"));
    private static final String INSTALL = "python3 -m venv model-export/.venv && model-export/.venv/bin/pip install"
            + " -r model-export/requirements.lock -e model-export";
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    static Path folder;

    private static ModelBundle bundle;
    private static JsonNode golden;

    @BeforeAll
    static void write() throws IOException, InterruptedException {
        assertTrue(Files.isExecutable(PROGRAM), PROGRAM + " is missing; install it: " + INSTALL);
        bundle = ShippedBundle.open();
        Path file = folder.resolve("logits.json");
        Process python = new ProcessBuilder(
                        PROGRAM.toAbsolutePath().toString(),
                        "golden",
                        "--logits",
                        bundle.folder().toAbsolutePath().toString(),
                        "--out",
                        file.toString())
                .inheritIO()
                .start();
        assertTrue(python.waitFor(5, TimeUnit.MINUTES), "model-export golden does not come to an end");
        assertEquals(0, python.exitValue(), "model-export golden failed");
        golden = JsonMapper.builder().build().readTree(file.toFile());
    }

    @Test
    void theGoldensAreOfTheShippedBundle() {
        assertEquals(bundle.manifest().id(), golden.path("bundle").asText());
        assertEquals(1, golden.path("format").asInt());
    }

    @Test
    void prefillAndDecodeAgreeWithPython() {
        try (Gpt2Session session = new Gpt2Session(OrtEnvironment.getEnvironment(), bundle, ShippedBundle.ENGINE, 1)) {
            for (JsonNode expected : golden.path("cases")) {
                String name = expected.path("name").asText();
                int[] decoded = ids(expected.path("decoded"));
                session.prefill(0, ids(expected.path("prompt")));
                compare(expected, 0, session, name);
                for (int step = 0; step < decoded.length; step++) {
                    session.decodeStep(decoded[step]);
                    compare(expected, step + 1, session, name + ", step " + (step + 1));
                }
            }
        }
    }

    @Test
    void theLengthsThatBreakExportsAreAmongTheCases() {
        TreeSet<Integer> prompts = new TreeSet<>();
        int mostSteps = 0;
        for (JsonNode expected : golden.path("cases")) {
            prompts.add(expected.path("prompt").size());
            mostSteps = Math.max(mostSteps, expected.path("decoded").size());
        }
        assertTrue(
                prompts.containsAll(
                        List.of(1, 5, 37, bundle.manifest().architecture().context())),
                prompts + "");
        assertTrue(mostSteps >= 32, mostSteps + " decode steps");
    }

    private static void compare(JsonNode golden, int row, Gpt2Session session, String where) {
        FloatBuffer expected = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(golden.path("logits").path(row).asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] logits = new float[session.vocabulary()];
        session.logits(0, logits);
        assertEquals(logits.length, expected.remaining(), where);
        for (int id = 0; id < logits.length; id++) {
            assertEquals(expected.get(id), logits[id], TOLERANCE, where + ", token " + id);
        }
    }

    private static int[] ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
