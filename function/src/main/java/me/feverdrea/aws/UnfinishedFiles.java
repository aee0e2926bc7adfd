package me.feverdrea.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of files that a process is still writing, so that those of a process that was killed can be told and removed. */
final class UnfinishedFiles {
    private static final Pattern NAME = Pattern.compile(".*\\.(\\d+)\\.part");

    private UnfinishedFiles() {}

    static Path beside(Path target) {
        return target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    }

    static void removeAbandoned(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> entries = Files.walk(folder)) {
            all = entries.toList();
        }
        for (Path file : all) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches()
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
