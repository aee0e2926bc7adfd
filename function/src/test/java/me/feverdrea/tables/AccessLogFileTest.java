package me.feverdrea.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import me.feverdrea.story.AccessLog.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogFileTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:34:56.789Z");

    @TempDir
    Path folder;

    private static Access access(Instant at, String path, int status) {
        return new Access(at, "GET", path, status, 321, Duration.ofMillis(1234));
    }

    private void write(Access... accesses) {
        try (AccessLogFile log = new AccessLogFile(folder.resolve("log"), 30)) {
            for (Access access : accesses) {
                log.write(access);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aRequestIsARowUnderCloudFrontsNames() throws Exception {
        write(access(NOON, "/api/stories/spider/7/a.2~b", 200), access(NOON, "/no,such\"page\n", 404));
        write(access(NOON, "/api/stories", 304));
        assertEquals(1, files().size(), "a restart goes on with the file");
        try (Duck duck = new Duck()) {
            assertEquals(
                    List.of(
                            "2026-11-24|12:34:56|GET|/api/stories|304|321|1.234|RefreshHit",
                            "2026-11-24|12:34:56|GET|/api/stories/spider/7/a.2~b|200|321|1.234|Miss",
                            "2026-11-24|12:34:56|GET|/no,such\"page |404|321|1.234|Error"),
                    duck.rows("SELECT " + String.join(", ", AccessLogFile.COLUMNS) + " FROM read_csv('" + folder
                            + "/log/*.csv', all_varchar = true) ORDER BY cs_uri_stem"));
        }
    }

    @Test
    void whatIsPrivateIsNotWrittenDown() throws Exception {
        write(
                access(NOON, "/api/stories/spider/7/_0123456789012345678901", 200),
                access(NOON, "/api/stories/spider/7/a._0123456789012345678901.1~b", 410),
                access(NOON, "/api/stories/spider/7/%5F0123456789012345678901", 200),
                access(NOON, "/api/stories/spider/7/a%2e%5f0123456789012345678901", 404),
                access(NOON, "/api/stories/spider/7%2F_0123456789012345678901", 404),
                access(NOON, "/api/stories/spider/7/a.1", 200));
        String all = Files.readString(files().get(0));
        assertFalse(all.contains("0123"), all);
        assertTrue(all.contains("a.1"), all);
    }

    @Test
    void aDayIsAFileAndOldOnesGo() throws Exception {
        Path old = Files.createDirectories(folder.resolve("log")).resolve("access-2026-10-01-1-1.csv");
        Path kept = folder.resolve("log/access-2026-11-01-1-1.csv");
        Path others = folder.resolve("log/access-of-my-own.csv");
        for (Path file : List.of(old, kept, others)) {
            Files.writeString(file, "x");
        }
        write(access(NOON, "/a", 200), access(NOON.plus(Duration.ofDays(1)), "/b", 200));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(kept) && Files.exists(others));
        assertEquals(4, files().size());
    }

    @Test
    void aFolderThatCannotBeWrittenStopsNobody() throws Exception {
        Files.writeString(folder.resolve("log"), "a file where the folder should be");
        write(access(NOON, "/a", 200), access(NOON, "/b", 200));
        assertEquals("a file where the folder should be", Files.readString(folder.resolve("log")));
    }
}
