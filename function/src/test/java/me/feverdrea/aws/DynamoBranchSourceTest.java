package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.MadeBranches;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TableColumn;
import me.feverdrea.story.TableRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DynamoBranchSourceTest {
    private static final int STEPS = TableColumn.index(BranchColumns.STEPS);
    private static DynamoDbLocal local;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        local = new DynamoDbLocal();
        local.createBranchTable("scanned");
        DynamoBranchStore store = new DynamoBranchStore(local.client(), "scanned");
        IntStream.rangeClosed(1, 60)
                .forEach(i ->
                        store.commit(MadeBranches.branch("spider/" + (i % 16 + 1) + "/a-" + i, "x".repeat(30_000))));
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static BranchSource.Rows rows(Map<String, Object[]> into, List<String> marks, int most) {
        return new BranchSource.Rows() {
            @Override
            public boolean take(Object[] values, String mark) {
                assertEquals(null, into.put(values[STEPS].toString(), values), "twice");
                marks.add(mark);
                return marks.size() < most;
            }

            @Override
            public void flaw(String what, boolean isLost) {
                throw new AssertionError(what);
            }
        };
    }

    /** The rows make several pages, and each piece is stopped and gone on with. */
    @Test
    void allSegmentsTogetherHaveEveryRowOnceAlsoWhenStopped() throws IOException {
        BranchSource source = new DynamoBranchSource(local.patient(), "scanned", 3);
        Map<String, Object[]> found = new TreeMap<>();
        assertEquals(List.of("1", "2", "3"), source.pieces());
        for (String piece : source.pieces()) {
            List<String> marks = new ArrayList<>();
            source.read(piece, Optional.empty(), rows(found, marks, 5));
            Optional<String> last = marks.isEmpty() ? Optional.empty() : Optional.of(marks.get(marks.size() - 1));
            source.read(piece, last, rows(found, new ArrayList<>(), 999));
        }
        assertEquals(60, found.size());
        assertEquals(60, source.estimate().orElseThrow());
    }

    @Test
    void aRowHasTheTypesOfTheTable() throws IOException {
        BranchSource source = new DynamoBranchSource(local.patient(), "scanned", 1);
        Map<String, Object[]> found = new TreeMap<>();
        source.read("1", Optional.empty(), rows(found, new ArrayList<>(), 999));
        Branch branch = MadeBranches.branch("spider/8/a-7", "x".repeat(30_000));
        List<String> flaws = new ArrayList<>();
        Object[] typed = TableRow.of(found.get("a-7"), flaws::add).orElseThrow();
        assertEquals(List.of(), flaws);
        assertEquals(branch.provenance().seed(), typed[TableColumn.index("seed")]);
        assertEquals(1e-9, typed[TableColumn.index("gate_parent_overlap")]);
        assertEquals(branch.choices(), typed[TableColumn.index("choices")]);
        assertEquals(branch.createdAt(), typed[TableColumn.index("created_at")]);
        assertEquals(true, typed[TableColumn.index("fallback")]);
    }

    @Test
    void aTableThatIsNotThereIsTold() {
        BranchSource source = new DynamoBranchSource(local.patient(), "nowhere", 1);
        assertThrows(StoreException.class, source::estimate);
        assertThrows(StoreException.class, () -> source.read("1", Optional.empty(), rows(Map.of(), List.of(), 1)));
    }
}
