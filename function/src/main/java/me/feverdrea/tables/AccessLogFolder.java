package me.feverdrea.tables;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.feverdrea.story.AccessLog.Access;
import me.feverdrea.story.AccessSource;

/** Reads what {@link AccessLogFile} wrote; a game may be writing to it, so the last line may be half. */
public final class AccessLogFolder implements AccessSource {
    private static final Pattern LINE = Pattern.compile(
            "([0-9-]{10}),([0-9:]{8}),([A-Z]*),\"((?:[^\"]|\"\")*+)\",([0-9]{1,3}),([0-9]{1,18}),([0-9]{1,9})\\.([0-9]{3}),\\w*");

    private final Path folder;

    /** @param folder need not be there */
    public AccessLogFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public void read(Consumer<Access> each, Consumer<String> flaws) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("access-.*\\.csv"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                in.readLine();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    read(line, each, flaws);
                }
            } catch (MalformedInputException e) {
                flaws.accept("files of the access log that are no UTF-8");
            }
        }
    }

    private static void read(String line, Consumer<Access> each, Consumer<String> flaws) {
        Matcher row = LINE.matcher(line);
        try {
            if (row.matches()) {
                each.accept(new Access(
                        Instant.parse(row.group(1) + 'T' + row.group(2) + 'Z'),
                        row.group(3),
                        row.group(4).replace("\"\"", "\""),
                        Integer.parseInt(row.group(5)),
                        Long.parseLong(row.group(6)),
                        Duration.ofSeconds(Long.parseLong(row.group(7)), Long.parseLong(row.group(8)) * 1_000_000)));
                return;
            }
        } catch (DateTimeException noTime) {
            // Told below, as any other line that is none of ours.
        }
        flaws.accept("lines of the access log that are no request");
    }
}
