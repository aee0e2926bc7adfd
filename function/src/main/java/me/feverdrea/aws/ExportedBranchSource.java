package me.feverdrea.aws;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import me.feverdrea.aws.ExportedTable.DataFile;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchSource;

/**
 * DynamoDB's own exports to S3 as rows: a full one, or one and the incremental ones after it. A piece is one data file. Of a
 * row that several have, the newest counts; only the keys of the incremental ones are kept in memory for that.
 */
public final class ExportedBranchSource implements BranchSource {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER = 1 << 16;

    private record Piece(DataFile file, int export) {}

    private final Path folder;
    private final List<ExportedTable> exports;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Set<String>> newer = new ArrayList<>();

    /** @param folder that holds the exports, however deep */
    public ExportedBranchSource(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.exports = ExportedTable.below(this.folder);
        for (int i = 0; i < exports.size(); i++) {
            for (DataFile file : exports.get(i).files()) {
                pieces.add(new Piece(file, i));
            }
        }
    }

    @Override
    public String name() {
        return "export " + folder + " until " + exports.get(0).until();
    }

    @Override
    public OptionalLong estimate() {
        return OptionalLong.of(
                pieces.stream().mapToLong(piece -> piece.file().rows()).sum());
    }

    @Override
    public List<String> pieces() {
        return IntStream.rangeClosed(1, pieces.size()).mapToObj(String::valueOf).toList();
    }

    @Override
    public void read(String name, Optional<String> after, Rows rows) throws IOException {
        Piece piece = pieces.get(Integer.parseInt(name) - 1);
        Set<String> known = newer(piece.export());
        long first = after.map(Long::parseLong).orElse(0L);
        lines(piece.file(), rows, (line, number) -> {
            if (number <= first) {
                return true;
            }
            Optional<JsonNode> image = image(line, rows);
            if (image.isEmpty() || known.contains(key(image.get()))) {
                return true;
            }
            return rows.take(values(image.get()), String.valueOf(number));
        });
    }

    /** Keys that exports newer than this one have. */
    private synchronized Set<String> newer(int export) throws IOException {
        if (newer.isEmpty()) {
            newer.add(Set.of());
        }
        while (newer.size() <= export) {
            int next = newer.size();
            Set<String> keys = new HashSet<>(newer.get(next - 1));
            for (DataFile file : exports.get(next - 1).files()) {
                lines(file, new Unheard(), (line, number) -> {
                    image(line, new Unheard()).ifPresent(image -> keys.add(key(image)));
                    return true;
                });
            }
            newer.add(keys);
        }
        return newer.get(export);
    }

    private interface Line {
        boolean read(String line, long number) throws IOException;
    }

    private static void lines(DataFile file, Rows rows, Line each) throws IOException {
        String name = file.path().getFileName().toString();
        long number = 0;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file.path()), BUFFER), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!each.read(line, ++number)) {
                    return;
                }
            }
            if (number != file.rows()) {
                rows.flaw(name + ": " + number + " rows, the manifest says " + file.rows(), number < file.rows());
            }
        } catch (EOFException | ZipException e) {
            rows.flaw(name + ": is truncated after " + number + " of " + file.rows() + " rows; copy it again", true);
        } catch (NoSuchFileException e) {
            rows.flaw(name + ": is missing, with " + file.rows() + " rows; copy the whole export", true);
        }
    }

    /** The row as it is after the change; empty, and told, if there is none. */
    private static Optional<JsonNode> image(String line, Rows rows) {
        try {
            JsonNode row = JSON.readTree(line);
            JsonNode item = row.has("Item") ? row.get("Item") : row.path("NewImage");
            if (item.isObject()) {
                return Optional.of(item);
            }
            if (row.has("Keys")) {
                rows.flaw("rows that were deleted", false);
            } else {
                rows.flaw("lines that hold no row", true);
            }
        } catch (JsonProcessingException e) {
            rows.flaw("lines that are no JSON", true);
        }
        return Optional.empty();
    }

    private static String key(JsonNode item) {
        return item.path(BranchColumns.DREAM).path("S").asText()
                + '\n'
                + item.path(BranchColumns.STEPS).path("S").asText();
    }

    private static Object[] values(JsonNode item) throws IOException {
        try (JsonParser in = item.traverse()) {
            in.nextToken();
            return ItemReader.item(in);
        }
    }

    @Override
    public void close() {}

    /** What is wrong with a file is told when its rows are read, not when its keys are. */
    private static final class Unheard implements Rows {
        @Override
        public boolean take(Object[] values, String mark) {
            return true;
        }

        @Override
        public void flaw(String what, boolean isLost) {}
    }
}
