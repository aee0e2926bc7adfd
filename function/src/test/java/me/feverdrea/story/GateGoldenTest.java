package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gate against the one that models are measured by; `model-export golden` writes the file. */
class GateGoldenTest {
    private static final Path GOLDEN = Path.of(
                    System.getProperty("feverdream.goldens", "function/src/test/resources/golden"))
            .resolve("gate/verdicts.jsonl");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static JsonNode header;
    private static List<String> lines;

    @BeforeAll
    static void read() throws IOException {
        assertTrue(Files.isRegularFile(GOLDEN), GOLDEN + " is missing; write it with model-export golden");
        List<String> all = Files.readAllLines(GOLDEN);
        header = JSON.readTree(all.get(0));
        lines = all.subList(1, all.size());
    }

    @Test
    void theGoldensAreOfTheseRules() {
        assertEquals(1, header.path("format").asInt());
        assertEquals(
                Gate.VERSION,
                header.path("gate_version").asInt(),
                "the rules of gate.py and Gate.java are of two versions; bring them together, then run model-export golden");
    }

    @Test
    void everySegmentHasItsCutScoresAndFaults() throws IOException {
        int segments = 0;
        for (String line : lines) {
            JsonNode golden = JSON.readTree(line);
            if (golden.has("written")) {
                String cut = Sentences.cut(golden.get("written").asText());
                assertEquals(golden.get("cut").asText(), cut, line);
                String text =
                        golden.path("uncut").asBoolean() ? golden.get("written").asText() : cut;
                Gate.Verdict verdict = Gate.judge(
                        text,
                        golden.get("copied").asInt(),
                        texts(golden.get("made_up")),
                        golden.get("parent").asText(),
                        texts(golden.get("siblings")),
                        Set.copyOf(texts(golden.get("forbidden"))));
                assertEquals(scores(golden.get("scores")), verdict.scores(), line);
                assertEquals(Set.copyOf(texts(golden.get("faults"))), names(verdict.faults()), line);
                segments++;
            }
        }
        assertEquals(header.path("segments").asInt(), segments);
        assertTrue(segments >= 300, "only " + segments + " segments");
    }

    @Test
    void everyLabelIsAllowedOrNot() throws IOException {
        int labels = 0;
        for (String line : lines) {
            JsonNode golden = JSON.readTree(line);
            if (golden.has("label")) {
                Set<String> forbidden = Set.copyOf(texts(golden.get("forbidden")));
                assertEquals(
                        golden.get("allowed").asBoolean(),
                        Gate.allows(golden.get("label").asText(), forbidden),
                        line);
                labels++;
            }
        }
        assertEquals(header.path("labels").asInt(), labels);
        assertTrue(labels >= 100, "only " + labels + " labels");
    }

    @Test
    void everyFaultIsAmongTheGoldens() throws IOException {
        for (Gate.Fault fault : Gate.Fault.values()) {
            assertTrue(
                    lines.stream().anyMatch(line -> line.contains('"' + fault.name() + '"')), fault + " never happens");
        }
    }

    private static GateScores scores(JsonNode node) {
        return new GateScores(
                node.get("words").asInt(),
                node.get("loops").asInt(),
                node.get("repetition").asDouble(),
                node.get("parent_overlap").asDouble(),
                node.get("sibling_overlap").asDouble(),
                node.get("copied_words").asInt(),
                node.get("made_up_words").asInt(),
                node.get("leaks").asInt(),
                node.get("forbidden").asInt());
    }

    private static Set<String> names(Set<Gate.Fault> faults) {
        return faults.stream().map(Enum::name).collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
