package me.feverdrea.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import me.feverdrea.story.AccessLog.Access;
import me.feverdrea.story.TableColumn;
import me.feverdrea.tables.AccessLogFile;
import me.feverdrea.tables.AccessLogFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String EVIL = "<script>alert('x')</script>\"&";

    @TempDir
    Path folder;

    private final Census census = new Census();
    private final Counts counts = new Counts();

    private static Object[] row(Map<String, Object> values) {
        Object[] row = new Object[TableColumn.ALL.size()];
        values.forEach((name, value) -> row[TableColumn.index(name)] = value);
        return row;
    }

    private void branch(String story, int dream, int depth, String ending, int attempts, Instant at, String model) {
        census.add(row(Map.ofEntries(
                Map.entry("story", story),
                Map.entry("dream_number", dream),
                Map.entry("depth", depth),
                Map.entry("ending", ending),
                Map.entry("attempts", attempts),
                Map.entry("fallback", attempts == 5),
                Map.entry("generate_ms", 2000L * attempts),
                Map.entry("tokens", 40),
                Map.entry("gate_words", 40),
                Map.entry("gate_repetition", 0.01 * attempts),
                Map.entry("model", model),
                Map.entry("prompt_version", 1),
                Map.entry("asked_by", "reader"),
                Map.entry("created_at", at))));
    }

    private static Access read(String path, int status) {
        return new Access(NOW, "GET", "/api/stories/" + path, status, 900, Duration.ofMillis(3));
    }

    private String html() {
        return new ReportPage(census, counts, "sqlite x", 0.5).html(Report.style(), NOW);
    }

    /** The page is XML but for its head, so a parser finds whatever an unescaped word would break. */
    private static Document parsed(String html) throws Exception {
        String body = html.substring(html.indexOf("<main>"), html.indexOf("</main>") + "</main>".length());
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(body.replace("–", "-"))));
    }

    @Test
    void whatIsCountedStandsThere() throws Exception {
        branch("spider", 1, 1, "none", 1, NOW, "gothic");
        branch("spider", 1, 2, "dreamed", 2, NOW, "gothic");
        branch("spider", 2, 1, "none", 5, NOW.minus(1, ChronoUnit.DAYS), "gothic");
        for (Access access : List.of(
                read("spider/1", 200),
                read("spider/1/a", 304),
                read("spider/1/a", 202),
                read("spider/1/a", 404),
                read("no path/!", 200))) {
            census.add(access);
        }
        assertEquals(2, census.reads);
        assertEquals(Map.of(0, 1L, 1, 1L), census.stories.get("spider").readsByDepth);
        assertEquals(Map.of(1, 2L, 2, 1L), census.stories.get("spider").branchesByDepth);
        String html = html();
        assertTrue(html.contains("<b>3</b>branches"), html);
        assertTrue(html.contains("<b>2</b>pages read"));
        assertTrue(html.contains("<b>33.3 %</b>first drafts kept"));
        assertTrue(html.contains("<b>33.3 %</b>author's fallbacks"));
        assertTrue(html.contains("<b>$8.0000</b>cost of all dreaming"), "16 seconds at half a dollar");
        assertTrue(html.contains("spider, 1: 2</title>"), "two branches one step from the start");
        assertEquals(7, parsed(html).getElementsByTagName("svg").getLength());
    }

    @Test
    void textIsDataAndNothingIsFetched() throws Exception {
        branch(EVIL, 1, 1, "none", 1, NOW, EVIL);
        census.add(read("spider/1/a", 200));
        counts.flaw(EVIL, false);
        counts.flaw(EVIL, true);
        String html = html();
        parsed(html);
        assertFalse(html.contains("<script"), html);
        assertFalse(html.matches("(?s).*(src=|href=|url\\(|@import|http:|https:).*"));
        assertTrue(html.contains("default-src 'none'"));
        assertTrue(html.contains("&lt;script&gt;"));
    }

    @Test
    void anEmptyTableIsAPageThatSaysSo() throws Exception {
        String html = html();
        parsed(html);
        assertTrue(html.contains("Nothing has been dreamed yet"));
    }

    @Test
    void threeYearsOfBranchesFitAPlot() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 4000; i++) {
            int depth = 1 + random.nextInt(12);
            branch(
                    List.of("spider", "low-water", "the-well").get(random.nextInt(3)),
                    1 + random.nextInt(16),
                    depth,
                    depth == 12 ? "depth" : random.nextInt(6) == 0 ? "dreamed" : "none",
                    1 + random.nextInt(5),
                    NOW.minus(random.nextInt(1100), ChronoUnit.DAYS),
                    "gothic-7m-c21efc5a6b");
        }
        for (int i = 0; i < 9000; i++) {
            int depth = (int) Math.min(12, Math.abs(random.nextGaussian()) * 5);
            census.add(read(
                    "spider/" + (1 + random.nextInt(16)) + (depth == 0 ? "" : "/a" + ".1".repeat(depth - 1)), 200));
        }
        String html = html();
        parsed(html);
        assertTrue(html.split("<circle").length < 5 * 62, "a dot a span");
        Path kept = Path.of("function/target/report-of-test.html");
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, html);
    }

    @Test
    void theLogIsReadAsItWasWrittenAndHalfLinesAreCounted() throws Exception {
        Access first = new Access(NOW, "GET", "/api/stories/spider/1/a~b?\"x\",", 200, 900, Duration.ofMillis(1234));
        try (AccessLogFile log = new AccessLogFile(folder, 30)) {
            log.write(first);
            log.write(read("spider/1", 200));
        }
        try (var files = Files.list(folder)) {
            Files.writeString(
                    files.findFirst().orElseThrow(), "2026-11-24,12:0", java.nio.file.StandardOpenOption.APPEND);
        }
        List<Access> found = new java.util.ArrayList<>();
        List<String> flaws = new java.util.ArrayList<>();
        new AccessLogFolder(folder).read(found::add, flaws::add);
        assertEquals(List.of(first, read("spider/1", 200)), found);
        assertEquals(List.of("lines of the access log that are no request"), flaws);
        new AccessLogFolder(folder.resolve("nowhere")).read(found::add, flaws::add);
        assertEquals(2, found.size(), "no log is no error");
    }
}
