package me.feverdrea.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.Choice;
import me.feverdrea.story.MadeBranches;
import me.feverdrea.story.TableColumn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two tables of Athena are views of what AWS writes; DuckDB runs the same SQL on files of the same form. */
class ViewsTest {
    private static final Path VIEWS = Path.of("infra/views");

    @TempDir
    Path folder;

    private Duck duck;

    @BeforeEach
    void begin() throws SQLException {
        duck = new Duck();
        duck.run("CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)");
    }

    @AfterEach
    void close() throws SQLException {
        duck.close();
    }

    /** DuckDB has the one function under another name, and writes what it is given otherwise. */
    private static String view(String name) throws IOException {
        return Files.readString(VIEWS.resolve(name + ".sql"))
                .replace("transform(r.choices.l, c -> ", "list_transform(r.choices.l, lambda c: ");
    }

    private static String typed(Object value) {
        if (value instanceof List<?> choices) {
            return choices.stream()
                    .map(each -> (Choice) each)
                    .map(choice ->
                            "{\"M\":{\"id\":" + typed(choice.id()) + ",\"label\":" + typed(choice.label()) + "}}")
                    .collect(Collectors.joining(",", "{\"L\":[", "]}"));
        }
        if (value instanceof Boolean) {
            return "{\"BOOL\":" + value + "}";
        }
        String text = value.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return (value instanceof Number ? "{\"N\":\"" : "{\"S\":\"") + text + "\"}";
    }

    /** @param more attributes of the item, each beginning with a comma */
    private static String item(String path, String more) {
        return BranchColumns.of(MadeBranches.branch(path, "You climb.")).entrySet().stream()
                .map(column -> '"' + column.getKey() + "\":" + typed(column.getValue()))
                .collect(Collectors.joining(",", "{", more + "}"));
    }

    private static String kind(TableColumn.Type type) {
        return switch (type) {
            case TEXT, TIME -> "STRUCT(S VARCHAR)";
            case INTEGER, LONG, REAL -> "STRUCT(N VARCHAR)";
            case FLAG -> "STRUCT(BOOL BOOLEAN)";
            case CHOICES -> "STRUCT(L STRUCT(M STRUCT(id STRUCT(S VARCHAR), label STRUCT(S VARCHAR)))[])";
        };
    }

    private void exports(String... lines) throws IOException, SQLException {
        Path file = Files.writeString(folder.resolve("x.json"), String.join("\n", lines));
        String item = TableColumn.ALL.stream()
                .map(column -> column.name() + ' ' + kind(column.type()))
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
        duck.run("CREATE TABLE branch_exports AS SELECT Item AS item, NewImage AS newimage FROM read_json('" + file
                + "', format = 'newline_delimited', columns = {Item: '" + item + "', NewImage: '" + item + "'})");
    }

    @Test
    void aBranchOfDynamoDbsExportIsARowWithTheTypesOfTheTable() throws Exception {
        exports("{\"Item\":" + item("spider/7/open-the-cellar.2~b", "") + "}");
        assertEquals(
                TableColumn.ALL.stream()
                        .map(column -> column.name() + '|' + Duck.type(column.type()))
                        .toList(),
                duck.rows("SELECT column_name, column_type FROM (DESCRIBE " + view("branches") + ")"));
        assertEquals(
                List.of("spider/7|open-the-cellar.2~b|7|open-the-cellar|2|Lift the \"lid\" — quick\\ly|You climb.|Climb"
                        + "|-9223372036854775801|true|0.125|1.0E-9|2026-11-24 01:02:03.456|-"),
                duck.rows(
                        "SELECT dream, steps, dream_number, parent, depth, choice, text, choices[1].label, seed, fallback,"
                                + " gate_repetition, gate_parent_overlap, created_at, withdrawn_at FROM ("
                                + view("branches")
                                + ")"));
    }

    @Test
    void ofABranchThatSeveralExportsHaveTheOneTakenDownCounts() throws Exception {
        String taken = ",\"withdrawn_at\":{\"S\":\"2026-11-25T10:00:00Z\"}";
        exports(
                "{\"Item\":" + item("spider/7/a", "") + "}",
                "{\"NewImage\":" + item("spider/7/a", taken) + "}",
                "{\"Item\":" + item("spider/7/a", "") + "}",
                "{\"NewImage\":" + item("spider/7/b", "") + "}",
                "{\"NewImage\":" + item("spider/7/b", "") + "}");
        assertEquals(
                List.of("a|2026-11-25 10:00:00.0", "b|-"),
                duck.rows("SELECT steps, withdrawn_at FROM (" + view("branches") + ") ORDER BY steps"));
    }

    @Test
    void whatIsNoBranchIsNoRowAndABentValueIsEmpty() throws Exception {
        String old = item("spider/7/a", "").replace("\"prompt_version\":{\"N\":\"1\"},", "");
        exports(
                "{\"version\":\"2023-08-01\",\"exportType\":\"FULL_EXPORT\"}",
                "{\"Keys\":{\"dream\":{\"S\":\"spider/7\"}}}",
                "{\"Item\":" + item("spider/7/b", "").replace("b\"", "a._AAAAAAAAAAAAAAAAAAAAAA\"") + "}",
                "{\"Item\":" + old.replace("\"depth\":{\"N\":\"1\"}", "\"depth\":{\"N\":\"one\"}") + "}");
        assertEquals(
                List.of("a|-|-"), duck.rows("SELECT steps, depth, prompt_version FROM (" + view("branches") + ")"));
    }

    @Test
    void noPrivatePathIsAmongTheRequests() throws Exception {
        duck.run("CREATE TABLE request_log (" + String.join(" VARCHAR, ", AccessLogFile.COLUMNS) + " VARCHAR)");
        for (String path : List.of(
                "/api/stories/spider/7/a.1%7Eb",
                "/_index.html",
                "/api/stories/spider/7/_AAAAAAAAAAAAAAAAAAAAAA",
                "/api/stories/spider/7/a._AAAAAAAAAAAAAAAAAAAAAA.1",
                "/api/stories/spider/7/a%2E%5fAAAAAAAAAAAAAAAAAAAAAA",
                "/api/stories/spider/7%2f_AAAAAAAAAAAAAAAAAAAAAA",
                "/js/a_b.js")) {
            duck.run("INSERT INTO request_log VALUES ('2026-11-24', '12:00:00', 'GET', '" + path
                    + "', '200', '9', '0.1', 'Miss')");
        }
        assertEquals(
                List.of("/api/stories/spider/7/a.1%7Eb", "/js/a_b.js"),
                duck.rows("SELECT cs_uri_stem FROM (" + view("requests") + ") ORDER BY cs_uri_stem"));
    }
}
