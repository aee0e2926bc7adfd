package me.feverdrea.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import me.feverdrea.story.StoreException;

/**
 * One of DynamoDB's exports to S3, in a folder of this machine: {@code manifest-summary.json}, {@code manifest-files.json} (a
 * JSON object a line) and the files that it names.
 *
 * @param until the moment that it shows the table at
 * @param isIncremental whether it holds what changed, not the whole table
 */
record ExportedTable(Path folder, String until, boolean isIncremental, List<DataFile> files) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUMMARY = "manifest-summary.json";
    private static final String FILES = "manifest-files.json";

    /** Of a bucket, a prefix, {@code AWSDynamoDB} and the export's own folder any may be what was copied. */
    private static final int DEEP = 8;

    /** @param rows as the manifest has it */
    record DataFile(Path path, long rows) {}

    /** Those below the folder, the newest first. */
    static List<ExportedTable> below(Path folder) {
        try (Stream<Path> found = Files.walk(folder, DEEP)) {
            List<ExportedTable> exports = new ArrayList<>();
            for (Path summary : (Iterable<Path>)
                    found.filter(file -> file.endsWith(SUMMARY)).sorted()::iterator) {
                exports.add(read(summary));
            }
            if (exports.isEmpty()) {
                throw new StoreException(
                        folder + ": no " + SUMMARY + " in it; copy a whole export of DynamoDB there", null);
            }
            // Of two that end together the whole table is the older news.
            exports.sort(Comparator.comparing(ExportedTable::until)
                    .thenComparing(ExportedTable::isIncremental)
                    .reversed());
            return exports;
        } catch (IOException e) {
            throw new StoreException(folder + ": cannot be read (" + e + "); name a folder with an export in it", e);
        }
    }

    private static ExportedTable read(Path summary) throws IOException {
        JsonNode about = json(summary, Files.readString(summary));
        String format = about.path("outputFormat").asText();
        if (!format.equals("DYNAMODB_JSON")) {
            throw new StoreException(summary + ": the format is '" + format + "'; export as DYNAMODB_JSON", null);
        }
        boolean isIncremental = about.path("exportType").asText().equals("INCREMENTAL_EXPORT");
        String until = about.path(isIncremental ? "exportToTime" : "exportTime").asText();
        Path folder = summary.getParent();
        Path manifest = folder.resolve(FILES);
        if (!Files.isRegularFile(manifest)) {
            throw new StoreException(manifest + ": no such file; copy the whole export", null);
        }
        List<DataFile> files = new ArrayList<>();
        for (String line : Files.readAllLines(manifest, StandardCharsets.UTF_8)) {
            if (!line.isBlank()) {
                JsonNode file = json(manifest, line);
                files.add(new DataFile(
                        data(folder, file.path("dataFileS3Key").asText()),
                        file.path("itemCount").asLong()));
            }
        }
        return new ExportedTable(folder, until, isIncremental, List.copyOf(files));
    }

    private static JsonNode json(Path file, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new StoreException(file + ": is damaged (" + e.getOriginalMessage() + "); copy it again", e);
        }
    }

    /** The key is of the bucket, which may lie anywhere here; only its last two or three names count, and none leads out. */
    private static Path data(Path folder, String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals("..") || name.equals(".") || name.indexOf('\\') >= 0) {
            throw new StoreException(
                    folder.resolve(FILES) + ": '" + key + "' is no data file; copy the export again", null);
        }
        Path own = folder.resolve("data").resolve(name);
        // Incremental exports of one prefix share a folder of data beside their own.
        Path shared = folder.resolveSibling("data").resolve(name);
        return Files.exists(own) || !Files.exists(shared) ? own : shared;
    }
}
