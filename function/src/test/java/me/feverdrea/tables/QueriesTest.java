package me.feverdrea.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.feverdrea.story.TableColumn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The named queries on made data whose answers are known. */
class QueriesTest {
    private static final Path QUERIES = Path.of("infra/queries");

    private Duck duck;

    @BeforeEach
    void make() throws SQLException, IOException {
        duck = new Duck();
        duck.run(Files.readString(QUERIES.resolve("duckdb.sql"))
                .lines()
                .filter(line -> line.startsWith("CREATE OR REPLACE MACRO"))
                .collect(Collectors.joining("\n")));
        duck.run("CREATE TABLE branches ("
                + TableColumn.ALL.stream()
                        .map(column -> column.name() + ' ' + Duck.type(column.type()))
                        .collect(Collectors.joining(", "))
                + ")");
        duck.run("CREATE TABLE requests (" + String.join(" VARCHAR, ", AccessLogFile.COLUMNS) + " VARCHAR)");
        branch("spider/1", "a", "Enter", 2, "none", "'reader', 1, 1000, 50, false", "The dark is dark. Ähm, knock");
        branch("spider/1", "a~b", "Enter", 1, "none", "'ahead', 2, 2000, 40, false", "the knock");
        branch("spider/1", "a.1", "Way 1", 2, "none", "'reader', 1, 1000, 60, false", "the end ähm");
        branch("spider/1", "a.2", "Way 2", 0, "dreamed", "'reader', 1, 3000, 30, false", "the end");
        branch("spider/1", "a.1.1", "Way 1", 0, "depth", "'ahead', 5, 9000, 20, true", "the end");
        branch("low-water/2", "x", "Wade", 2, "none", "'walker', 1, 500, 10, false", "the end");
        asked(10, "spider/1", "200", "Miss");
        asked(6, "spider/1/a", "200", "Hit");
        asked(2, "spider/1/a%7Eb", "200", "Miss");
        asked(2, "spider/1/a.1", "200", "Miss");
        asked(1, "spider/1/a.1", "304", "RefreshHit");
        asked(1, "spider/1/a.2", "200", "Miss");
        asked(1, "spider/1/a.1.1", "200", "Miss");
        asked(1, "spider/1/a.1", "202", "Miss");
        asked(1, "spider/1/a.2", "503", "Error");
        asked(1, "spider/1/z", "404", "Error");
        duck.run("INSERT INTO requests VALUES"
                + " ('2026-11-24', '12:00:00', 'HEAD', '/api/stories/spider/1/a', '200', '9', '0.1', 'Hit'),"
                + " ('2026-11-24', '12:00:00', 'GET', '/api/stories', '200', '9', '0.1', 'Hit'),"
                + " ('2026-11-24', '12:00:00', 'GET', '/', '200', '9', '0.1', 'Hit')");
    }

    @AfterEach
    void close() throws SQLException {
        duck.close();
    }

    /** @param made asked by, attempts, milliseconds, tokens, fallback */
    private void branch(String dream, String steps, String choice, int choices, String ending, String made, String text)
            throws SQLException {
        int dot = steps.lastIndexOf('.');
        String ways = Stream.of(1, 2)
                .limit(choices)
                .map(way -> "{'id': '" + way + "', 'label': 'Way " + way + "'}")
                .collect(Collectors.joining(", ", "[", "]"));
        duck.run("INSERT INTO branches (dream, steps, story, parent, depth, choice, choices, ending, text, model,"
                + " prompt_version, gate_words, gate_repetition, gate_parent_overlap, gate_copied_words, gate_made_up_words,"
                + " asked_by, attempts, generate_ms, tokens, fallback) VALUES ('" + dream + "', '" + steps + "', '"
                + dream.replaceAll("/.*", "") + "', '" + (dot < 0 ? "" : steps.substring(0, dot)) + "', "
                + steps.split("[.]").length + ", '" + choice + "', " + ways + ", '" + ending + "', '" + text
                + "', 'gothic', " + (dream.startsWith("low") ? 0 : 1) + ", 10, 0.5, 0.25, 3, 0, " + made + ")");
    }

    private void asked(int times, String path, String status, String result) throws SQLException {
        for (int i = 0; i < times; i++) {
            duck.run("INSERT INTO requests VALUES ('2026-11-24', '12:00:00', 'GET', '/api/stories/" + path + "', '"
                    + status + "', '900', '0.012', '" + result + "')");
        }
    }

    private void answers(String query, String... rows) throws IOException, SQLException {
        assertEquals(List.of(rows), duck.rows(Files.readString(QUERIES.resolve(query + ".sql"))), query);
    }

    @Test
    void choicesTaken() throws Exception {
        answers(
                "choices-taken",
                "spider/1||a|Enter|8",
                "spider/1|a|1|Way 1|3",
                "spider/1|a|2|Way 2|1",
                "spider/1|a.1|1|Way 1|1",
                "low-water/2||x|Wade|0",
                "low-water/2|x|1|Way 1|0",
                "low-water/2|x|2|Way 2|0",
                "spider/1|a.1|2|Way 2|0",
                "spider/1|a~b|1|Way 1|0");
    }

    @Test
    void funnel() throws Exception {
        answers(
                "funnel",
                "spider|0|10|0|1.0|0.8",
                "spider|1|8|0|0.8|0.5",
                "spider|2|4|1|0.4|0.333",
                "spider|3|1|1|0.1|-");
    }

    @Test
    void dropOff() throws Exception {
        answers("drop-off", "spider/1|a|1|6|4|2|0.333", "spider/1|a.1|2|3|1|2|0.667", "spider/1|a~b|1|2|0|2|1.0");
    }

    @Test
    void endings() throws Exception {
        answers("endings", "spider|depth|1|3.0|1|1", "spider|dreamed|1|2.0|1|1");
    }

    @Test
    void takes() throws Exception {
        answers("takes", "spider/1|a|a|6|0.75|false", "spider/1|a|b|2|0.25|false");
    }

    @Test
    void cost() throws Exception {
        answers("cost", "spider|26|0.2692|1|5|16.0|200|8.0E-4|0.030769", "low-water|0|-|0|1|0.5|10|0.0|-");
    }

    @Test
    void quality() throws Exception {
        answers(
                "quality",
                "gothic|0|1|1.0|0.0|1.0|10.0|0.5|0.25|3.0|0.0|2.0|0.0|20.0",
                "gothic|1|5|0.6|0.2|2.0|10.0|0.5|0.25|3.0|0.0|1.0|0.2|12.5");
    }

    @Test
    void slowest() throws Exception {
        List<String> rows = duck.rows(Files.readString(QUERIES.resolve("slowest.sql")));
        assertEquals(6, rows.size());
        assertTrue(rows.get(0).startsWith("spider/1|a.1.1|9000|5|20|"), rows.get(0));
    }

    @Test
    void lonelyWords() throws Exception {
        answers("lonely-words", "is|spider/1|a");
    }

    @Test
    void ahead() throws Exception {
        answers("ahead", "low-water|walker|1|0|0.0|0", "spider|ahead|2|2|1.0|3", "spider|reader|3|3|1.0|10");
    }

    @Test
    void everyQueryHasATestAndSaysWhatItAnswers() throws IOException {
        Set<String> tested = Stream.of(QueriesTest.class.getDeclaredMethods())
                .map(method -> method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(QUERIES)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".sql"))::iterator) {
                String name = file.getFileName().toString().replace(".sql", "");
                assertTrue(name.equals("duckdb") || tested.contains(name), name);
                assertTrue(Files.readString(file).startsWith("-- "), name);
            }
        }
    }
}
