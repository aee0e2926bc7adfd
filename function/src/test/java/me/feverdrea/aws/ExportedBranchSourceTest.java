package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.Choice;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TableColumn;
import me.feverdrea.story.TableRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as DynamoDB writes them, per "DynamoDB table export output format" of its developer guide. */
class ExportedBranchSourceTest {
    private static final int STEPS = TableColumn.index("steps");
    private static final int TEXT = TableColumn.index("text");

    @TempDir
    Path folder;

    private static String item(String steps, String text) {
        return "{\"dream\":{\"S\":\"spider/7\"},\"steps\":{\"S\":\"" + steps + "\"},\"text\":{\"S\":\"" + text
                + "\"},\"depth\":{\"N\":\"1\"},\"gate_repetition\":{\"N\":\"0.125\"},\"seed\":{\"N\":\"-9223372036854775801\"},"
                + "\"fallback\":{\"BOOL\":false},\"created_at\":{\"S\":\"2026-11-24T01:02:03.456Z\"},"
                + "\"choices\":{\"L\":[{\"M\":{\"id\":{\"S\":\"1\"},\"label\":{\"S\":\"Climb\"}}}]}}";
    }

    private static String full(String steps, String text) {
        return "{\"Item\":" + item(steps, text) + "}";
    }

    private static String changed(String steps, String text) {
        return "{\"Metadata\":{\"WriteTimestampMicros\":{\"N\":\"1\"}},\"Keys\":{\"dream\":{\"S\":\"spider/7\"},\"steps\":{\"S\":\""
                + steps + "\"}},\"NewImage\":" + item(steps, text) + "}";
    }

    private static byte[] zipped(String... lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Path export(String id, boolean isIncremental, String until, Map<String, Integer> files) throws IOException {
        Path own = Files.createDirectories(folder.resolve("prefix/AWSDynamoDB/" + id));
        String shared = isIncremental ? "AWSDynamoDB/data/" : "AWSDynamoDB/" + id + "/data/";
        StringBuilder manifest = new StringBuilder();
        files.forEach((name, rows) -> manifest.append("{\"itemCount\":" + rows
                + ",\"md5Checksum\":\"x==\",\"etag\":\"y\",\"dataFileS3Key\":\"prefix/" + shared + name + "\"}\n"));
        Files.writeString(own.resolve("manifest-files.json"), manifest);
        Files.writeString(
                own.resolve("manifest-summary.json"),
                "{\"version\":\"2023-08-01\",\"outputFormat\":\"DYNAMODB_JSON\",\"itemCount\":3,\"exportType\":\""
                        + (isIncremental
                                ? "INCREMENTAL_EXPORT\",\"exportToTime\":\""
                                : "FULL_EXPORT\",\"exportTime\":\"")
                        + until + "\"}");
        return Files.createDirectories(folder.resolve("prefix").resolve(shared));
    }

    private record Read(Map<String, String> texts, List<String> flaws, List<String> lost, List<Object[]> rows) {}

    private Read read() throws IOException {
        Read read = new Read(new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (BranchSource source = new ExportedBranchSource(folder)) {
            for (String piece : source.pieces()) {
                source.read(piece, Optional.empty(), rows(read, Integer.MAX_VALUE, new ArrayList<>()));
            }
        }
        return read;
    }

    private static BranchSource.Rows rows(Read read, int most, List<String> marks) {
        return new BranchSource.Rows() {
            @Override
            public boolean take(Object[] values, String mark) {
                assertEquals(null, read.texts().put((String) values[STEPS], (String) values[TEXT]), "twice");
                read.rows().add(values);
                marks.add(mark);
                return read.rows().size() < most;
            }

            @Override
            public void flaw(String what, boolean isLost) {
                (isLost ? read.lost() : read.flaws()).add(what);
            }
        };
    }

    @Test
    void aFullExportIsReadWithItsTypes() throws IOException {
        Path data = export("01-a", false, "2026-11-24T00:00:00Z", Map.of("x.json.gz", 2, "y.json.gz", 1));
        Files.write(data.resolve("x.json.gz"), zipped(full("a", "A \\\"quoted\\\" \\n word"), full("b", "B")));
        Files.write(data.resolve("y.json.gz"), zipped(full("c", "C")));
        Read read = read();
        assertEquals(Map.of("a", "A \"quoted\" \n word", "b", "B", "c", "C"), read.texts());
        assertEquals(List.of(), read.flaws());
        Object[] typed = TableRow.of(read.rows().get(0), flaw -> {}).orElseThrow();
        assertEquals(-9223372036854775801L, typed[TableColumn.index("seed")]);
        assertEquals(0.125, typed[TableColumn.index("gate_repetition")]);
        assertEquals(false, typed[TableColumn.index("fallback")]);
        assertEquals(List.of(new Choice("1", "Climb")), typed[TableColumn.index("choices")]);
    }

    @Test
    void ofARowThatSeveralExportsHaveTheNewestCounts() throws IOException {
        Path whole = export("01-a", false, "2026-11-24T00:00:00Z", Map.of("x.json.gz", 2));
        Files.write(whole.resolve("x.json.gz"), zipped(full("a", "old"), full("b", "B")));
        Path first = export("02-b", true, "2026-11-25T00:00:00Z", Map.of("d.json.gz", 2));
        Files.write(first.resolve("d.json.gz"), zipped(changed("a", "newer"), changed("c", "C")));
        export("03-c", true, "2026-11-26T00:00:00Z", Map.of("e.json.gz", 2));
        Files.write(
                first.resolve("e.json.gz"),
                zipped(changed("a", "newest"), "{\"Keys\":{\"dream\":{\"S\":\"spider/7\"},\"steps\":{\"S\":\"x\"}}}"));
        Read read = read();
        assertEquals(Map.of("a", "newest", "b", "B", "c", "C"), read.texts());
        assertEquals(List.of("rows that were deleted"), read.flaws());
        assertEquals(List.of(), read.lost());
    }

    @Test
    void whatIsMissingIsToldAndTheRestIsRead() throws IOException {
        Path data = export(
                "01-a",
                false,
                "2026-11-24T00:00:00Z",
                Map.of("x.json.gz", 900, "y.json.gz", 3, "z.json.gz", 5, "w.json.gz", 4));
        String[] many = new String[900];
        Arrays.setAll(
                many,
                i -> full(
                        "a-" + (char) ('a' + i / 26 / 26) + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26),
                        "" + i * 7919));
        byte[] whole = zipped(many);
        Files.write(data.resolve("x.json.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(data.resolve("y.json.gz"), zipped(full("b", "B"), "{torn", "{\"Else\":1}"));
        Files.write(data.resolve("w.json.gz"), zipped(full("c", "C")));
        Read read = read();
        assertTrue(read.texts().containsKey("b") && read.texts().containsKey("c"));
        assertTrue(
                read.texts().size() > 100 && read.texts().size() < 900,
                "" + read.texts().size());
        assertEquals(5, read.lost().size(), read.lost().toString());
        assertTrue(
                read.lost().toString().contains("x.json.gz: is truncated after "),
                read.lost().toString());
        assertTrue(
                read.lost().toString().contains("z.json.gz: is missing, with 5 rows"),
                read.lost().toString());
        assertTrue(
                read.lost().toString().contains("w.json.gz: 1 rows, the manifest says 4"),
                read.lost().toString());
        assertTrue(read.lost().containsAll(List.of("lines that are no JSON", "lines that hold no row")));
    }

    @Test
    void aPieceIsGoneOnWithAfterAMark() throws IOException {
        Path data = export("01-a", false, "2026-11-24T00:00:00Z", Map.of("x.json.gz", 3));
        Files.write(data.resolve("x.json.gz"), zipped(full("a", "A"), full("b", "B"), full("c", "C")));
        Read read = new Read(new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<String> marks = new ArrayList<>();
        try (BranchSource source = new ExportedBranchSource(folder)) {
            source.read("1", Optional.empty(), rows(read, 2, marks));
            assertEquals(2, marks.size());
            source.read("1", Optional.of(marks.get(1)), rows(read, 9, marks));
        }
        assertEquals(Map.of("a", "A", "b", "B", "c", "C"), read.texts());
    }

    @Test
    void whatIsNoExportIsRefusedWithTheNextStep() throws IOException {
        assertThrows(StoreException.class, () -> new ExportedBranchSource(folder));
        Path data = export("01-a", false, "x", Map.of("..", 1));
        assertTrue(assertThrows(StoreException.class, () -> new ExportedBranchSource(folder))
                .getMessage()
                .contains("is no data file"));
        Files.writeString(data.resolveSibling("manifest-summary.json"), "{\"outputFormat\":\"ION\"}");
        assertTrue(assertThrows(StoreException.class, () -> new ExportedBranchSource(folder))
                .getMessage()
                .contains("export as DYNAMODB_JSON"));
    }
}
