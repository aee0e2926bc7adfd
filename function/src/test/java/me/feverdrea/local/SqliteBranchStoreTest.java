package me.feverdrea.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.PublicBranchStoreContract;
import me.feverdrea.story.StoryPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBranchStoreTest extends PublicBranchStoreContract {
    @TempDir
    Path folder;

    private SqliteBranchStore store;

    @BeforeEach
    void open() {
        store = new SqliteBranchStore(folder.resolve("made/by/the/store"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected BranchStore store() {
        return store;
    }

    @Test
    void branchesAreThereAfterAReopen() {
        Branch branch = store.commit(branch("reopen/1/a", "Still here."));
        store.close();
        store = new SqliteBranchStore(folder.resolve("made/by/the/store"));
        assertEquals(branch, store.find(branch.path()).orElseThrow());
    }

    @Test
    void anyToolReadsTheFileWhileTheStoreIsOpen() throws Exception {
        Branch branch = store.commit(branch("tool/1/a", "Read me."));
        try (Connection tool = DriverManager.getConnection(
                        "jdbc:sqlite:" + folder.resolve("made/by/the/store/branches.sqlite"));
                ResultSet rows =
                        tool.createStatement().executeQuery("SELECT dream, steps, text, sha256 FROM branches")) {
            assertTrue(rows.next());
            assertEquals(
                    List.of("tool/1", "a", "Read me.", branch.sha256()),
                    List.of(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
        }
    }

    @Test
    void theTableHasEveryColumnOfABranch() throws Exception {
        Set<String> columns = BranchColumns.of(branch("columns/1/a", "x")).keySet();
        Set<String> table;
        try (Connection tool = DriverManager.getConnection(
                        "jdbc:sqlite:" + folder.resolve("made/by/the/store/branches.sqlite"));
                ResultSet rows =
                        tool.createStatement().executeQuery("SELECT name FROM pragma_table_info('branches')")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            table = names.stream()
                    .filter(name -> !name.equals(BranchColumns.WITHDRAWN_AT))
                    .collect(Collectors.toSet());
        }
        assertEquals(table, columns);
    }

    @Test
    void aLevelReadsNoText() throws Exception {
        try (Connection tool = DriverManager.getConnection(
                        "jdbc:sqlite:" + folder.resolve("made/by/the/store/branches.sqlite"));
                ResultSet plan = tool.createStatement()
                        .executeQuery("EXPLAIN QUERY PLAN " + SqliteBranchStore.LEVEL.formatted("branches"))) {
            assertTrue(plan.next());
            assertEquals(
                    "SEARCH branches USING COVERING INDEX branches_map (dream=? AND depth=? AND steps>? AND steps<?)",
                    plan.getString("detail"));
            assertFalse(plan.next());
        }
    }

    @Test
    void aPageThatWasTakenDownIsMarkedInTheIndex() throws Exception {
        Branch branch = store.commit(branch("taken/1/a", "x"));
        try (Connection tool =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("made/by/the/store/branches.sqlite"))) {
            tool.createStatement().executeUpdate("UPDATE branches SET withdrawn_at = '2026-11-25T00:00:00Z'");
        }
        assertTrue(store.level(branch.path(), 1, 1).get(0).withdrawn());
    }

    /** A process writes branches and says each once it is kept; it is killed in the middle of that. */
    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        Path data = folder.resolve("killed");
        Process writer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        data.toString())
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            while (acknowledged.size() < 40) {
                String line = lines.readLine();
                assertNotNull(line, "the writer died by itself");
                acknowledged.add(line);
            }
            // Through the handle, because the process object would close the pipe that still holds acknowledgements.
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(line);
            }
        }
        assertTrue(writer.waitFor(10, TimeUnit.SECONDS));
        try (SqliteBranchStore survivor = new SqliteBranchStore(data)) {
            // The last line may be cut short by the kill; all before it were acknowledged whole.
            for (String line : acknowledged.subList(0, acknowledged.size() - 1)) {
                assertEquals(
                        "Text of " + line,
                        survivor.find(StoryPath.parse(line)).orElseThrow().text());
            }
        }
    }

    /** Writes for ever into the folder of its first argument. */
    static final class EndlessWriter {
        private EndlessWriter() {}

        public static void main(String[] arguments) {
            try (SqliteBranchStore store = new SqliteBranchStore(Path.of(arguments[0]))) {
                for (int dream = 1; dream < 100_000; dream++) {
                    String path = "kill/" + dream + "/a";
                    store.commit(branch(path, "Text of " + path));
                    System.out.println(path);
                }
            }
        }
    }
}
