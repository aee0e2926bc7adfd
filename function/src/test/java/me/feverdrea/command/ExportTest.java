package me.feverdrea.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.feverdrea.local.SqliteBranchSource;
import me.feverdrea.local.SqliteBranchStore;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.Choice;
import me.feverdrea.story.Ending;
import me.feverdrea.story.MadeBranches;
import me.feverdrea.story.StoreException;
import me.feverdrea.tables.CsvBranches;
import me.feverdrea.tables.Duck;
import me.feverdrea.tables.ParquetBranches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final String STRANGE =
            "It says:\r\n\r\n\"No,\" =1+1; 'and'\tthen -2, @x\n\n\uD83D\uDD77 Über, \\n, NULL,\u2028 end";

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private Path out() {
        return folder.resolve("out");
    }

    private void store(String... paths) {
        try (SqliteBranchStore store = new SqliteBranchStore(data())) {
            for (String path : paths) {
                store.commit(MadeBranches.branch(path, "Text of " + path));
            }
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection tool = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("branches.sqlite"));
                Statement change = tool.createStatement()) {
            change.executeUpdate(statement);
        }
    }

    private Exporter.Outcome export(BranchSource source, long rows, BooleanSupplier isStopped) throws IOException {
        return new Exporter(
                        source,
                        List.of(new ParquetBranches(), new CsvBranches(false)),
                        out(),
                        new Exporter.Limits(rows, 2),
                        isStopped)
                .export();
    }

    private Exporter.Outcome export() throws IOException {
        try (BranchSource source = new SqliteBranchSource(data())) {
            return export(source, 1000, () -> false);
        }
    }

    @Test
    void everyBranchIsARowAndBothFormatsSayTheSameToDuckDb() throws Exception {
        try (SqliteBranchStore store = new SqliteBranchStore(data())) {
            store.commit(MadeBranches.branch("spider/7/a", STRANGE));
            store.commit(MadeBranches.branch("spider/7/a.1~b", "It ends.", Ending.DREAMED, List.of()));
            store.commit(MadeBranches.branch(
                    "spider/7/a.2", "=cmd|' /C calc'!A0", Ending.NONE, List.of(new Choice("1", "\",\n{}"))));
        }
        Exporter.Outcome outcome = export();
        assertEquals(3, outcome.rows());
        assertEquals(Map.of(), outcome.counts().flaws());
        try (Duck duck = new Duck()) {
            String all = "SELECT * EXCLUDE (choices) FROM %s ORDER BY dream, steps";
            List<String> parquet = duck.rows(String.format(all, Duck.parquet(out())));
            assertEquals(parquet, duck.rows(String.format(all, Duck.csv(out()))));
            assertTrue(
                    parquet.get(0)
                            .startsWith(
                                    "spider/7|a|spider|7||1|Lift the \"lid\" — quick\\ly|" + STRANGE
                                            + "|none|reader|gothic-6m-0123456789|1|temperature=0.8 top_k=50|-9223372036854775801|321|64"),
                    parquet.get(0));
            assertEquals(
                    "a|1.0E-9|true|2026-11-24 01:02:03.456|1|DOUBLE|TIMESTAMP|",
                    duck.value("SELECT steps, gate_parent_overlap, fallback, created_at, depth,"
                                    + " typeof(gate_repetition), typeof(created_at), parent FROM " + Duck.parquet(out())
                                    + " WHERE steps = 'a' AND withdrawn_at IS NULL")
                            .replace("1e-09", "1.0E-9"));
            assertEquals(
                    List.of("a|2|Climb|Call \"it\", quickly", "a.1~b|0|-|-", "a.2|1|\",\n{}|-"),
                    duck.rows("SELECT steps, len(choices), choices[1].label, choices[2].label FROM "
                            + Duck.parquet(out()) + " ORDER BY steps"));
            assertEquals(
                    "[{\"id\":\"1\",\"label\":\"\\\",\\n{}\"}]",
                    duck.value("SELECT choices FROM " + Duck.csv(out()) + " WHERE steps = 'a.2'"));
        }
    }

    @Test
    void forASpreadsheetAFormulaIsText() throws Exception {
        try (SqliteBranchStore store = new SqliteBranchStore(data())) {
            store.commit(MadeBranches.branch("spider/7/a", "=HYPERLINK(\"x\")"));
        }
        try (BranchSource source = new SqliteBranchSource(data())) {
            new Exporter(source, List.of(new CsvBranches(true)), out(), new Exporter.Limits(10, 1), () -> false)
                    .export();
        }
        assertTrue(Files.readString(out().resolve("branches-1-00001.csv")).contains("\"'=HYPERLINK(\"\"x\"\")\""));
    }

    @Test
    void whatAPlayersOwnWordsLedToIsNeverThere() throws Exception {
        store("spider/7/a", "spider/7/b");
        sql("UPDATE branches SET steps = 'a._0123456789012345678901.1', text = 'secret' WHERE steps = 'b'");
        try (SqliteBranchStore privates = SqliteBranchStore.ofPrivates(data(), java.time.Duration.ofDays(1))) {
            privates.commit(MadeBranches.branch("spider/7/a._0123456789012345678901", "secret"));
        }
        Exporter.Outcome outcome = export();
        assertEquals(1, outcome.rows());
        assertEquals(Map.of("private rows, left out", 1L), outcome.counts().flaws());
        assertFalse(Files.readString(out().resolve("branches-1-00001.csv")).contains("secret"));
    }

    @Test
    void oldAndBentRowsAreKeptAndCounted() throws Exception {
        store("spider/7/a", "spider/7/b", "spider/7/c", "spider/7/d", "spider/7/e");
        sql("ALTER TABLE branches DROP COLUMN gate_made_up_words");
        sql("ALTER TABLE branches ADD COLUMN mood TEXT");
        sql("UPDATE branches SET prompt_version = 0, choices = 'torn [' WHERE steps = 'a'");
        sql("UPDATE branches SET steps = 'No Such Path!' WHERE steps = 'b'");
        sql("UPDATE branches SET depth = 'deep', created_at = 'yesterday', fallback = 7 WHERE steps = 'c'");
        Exporter.Outcome outcome = export();
        assertEquals(5, outcome.rows());
        assertEquals(
                Map.of(
                        "a column mood that this version does not know, left out", 1L,
                        "rows whose choices are no JSON", 1L,
                        "rows without choices", 1L,
                        "rows without gate_made_up_words", 5L,
                        "rows whose depth is no integer", 1L,
                        "rows whose created_at is no timestamp", 1L,
                        "rows whose fallback is no boolean", 1L,
                        "paths that no longer parse", 1L),
                outcome.counts().flaws());
        assertEquals(Map.of("0", 1L, "1", 4L), outcome.counts().promptVersions());
        try (Duck duck = new Duck()) {
            assertEquals(
                    List.of("No Such Path!|1|-", "a|1|-", "c|-|-", "d|1|-", "e|1|-"),
                    duck.rows("SELECT steps, depth, gate_made_up_words FROM " + Duck.parquet(out()) + " ORDER BY 1"));
        }
    }

    @Test
    void anEmptyTableGivesColumnsWithoutRows() throws Exception {
        store();
        assertEquals(0, export().rows());
        try (Duck duck = new Duck()) {
            assertEquals("0", duck.value("SELECT count(dream) FROM " + Duck.parquet(out())));
            assertEquals("0", duck.value("SELECT count(dream) FROM " + Duck.csv(out())));
        }
        assertThrows(StoreException.class, () -> new SqliteBranchSource(folder.resolve("nowhere")));
        assertFalse(Files.exists(folder.resolve("nowhere")), "an export makes no table");
    }

    @Test
    void stoppedOrKilledAnywhereItGoesOnAndHasEveryRowOnce() throws Exception {
        String[] paths =
                IntStream.rangeClosed(10, 56).mapToObj(i -> "spider/7/a-" + i).toArray(String[]::new);
        store(paths);
        AtomicInteger asked = new AtomicInteger();
        try (BranchSource source = new SqliteBranchSource(data())) {
            Exporter.Outcome stopped = export(source, 10, () -> asked.incrementAndGet() > 24);
            assertFalse(stopped.isDone());
            assertTrue(stopped.rows() > 20 && stopped.rows() < 47, stopped.toString());
            assertThrows(IOException.class, () -> export(new Failing(source, 7), 10, () -> false));
            Files.writeString(out().resolve("branches-1-00099.csv.part"), "left by a kill");
            Exporter.Outcome done = export(source, 10, () -> false);
            assertTrue(done.isDone());
            assertEquals(47, done.rows());
        }
        everyRowOnce();
        store("spider/7/z");
        assertEquals(48, export().rows(), "a finished one begins anew");
        try (Duck duck = new Duck()) {
            assertEquals("48", duck.value("SELECT count(*) FROM " + Duck.parquet(out())));
        }
    }

    private void everyRowOnce() throws Exception {
        try (Duck duck = new Duck()) {
            for (String table : List.of(Duck.parquet(out()), Duck.csv(out()))) {
                assertEquals("47|47", duck.value("SELECT count(*), count(DISTINCT steps) FROM " + table));
            }
        }
        try (Stream<Path> files = Files.list(out())) {
            assertTrue(files.noneMatch(file -> file.toString().matches(".*-0000[1-9]\\.(csv|parquet)\\.part")));
        }
    }

    @Test
    void anUnfinishedExportOfAnotherTableIsNotMixedIn() throws Exception {
        store("spider/7/a", "spider/7/b");
        AtomicInteger asked = new AtomicInteger();
        try (BranchSource source = new SqliteBranchSource(data())) {
            export(source, 1, () -> asked.incrementAndGet() > 2);
            InputException refused =
                    assertThrows(InputException.class, () -> export(new Failing(source, 9), 1, () -> false));
            assertTrue(refused.getMessage().contains("unfinished export of sqlite"), refused.getMessage());
        }
    }

    /** Breaks after some rows, as a network does. */
    private record Failing(BranchSource source, int rows) implements BranchSource {
        @Override
        public String name() {
            return rows == 9 ? "another" : source.name();
        }

        @Override
        public OptionalLong estimate() {
            return OptionalLong.empty();
        }

        @Override
        public List<String> pieces() {
            return source.pieces();
        }

        @Override
        public void read(String piece, Optional<String> after, Rows taken) throws IOException {
            AtomicInteger left = new AtomicInteger(rows);
            source.read(piece, after, new Rows() {
                @Override
                public boolean take(Object[] values, String mark) throws IOException {
                    if (left.getAndDecrement() == 0) {
                        throw new IOException("the line is dead");
                    }
                    return taken.take(values, mark);
                }

                @Override
                public void flaw(String what, boolean isLost) {
                    taken.flaw(what, isLost);
                }
            });
        }

        @Override
        public void close() {}
    }
}
