package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path folder;

    private final String before = System.getProperty(NativeLibrary.PATH);

    @BeforeEach
    void forget() {
        System.clearProperty(NativeLibrary.PATH);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(NativeLibrary.PATH);
        } else {
            System.setProperty(NativeLibrary.PATH, before);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void itIsUnpackedOnceAndOnnxRuntimeIsToldWhere() throws IOException {
        NativeLibrary.unpackOnce(folder);
        Path unpacked = Path.of(System.getProperty(NativeLibrary.PATH));
        assertEquals(folder.toAbsolutePath(), unpacked.getParent());
        assertEquals(2, files().size(), files().toString());
        FileTime first = Files.getLastModifiedTime(files().get(0));
        forget();
        NativeLibrary.unpackOnce(folder);
        assertEquals(unpacked.toString(), System.getProperty(NativeLibrary.PATH));
        assertEquals(first, Files.getLastModifiedTime(files().get(0)));
        assertEquals(2, files().size(), "nothing half-unpacked stays");
    }

    @Test
    void whereSomebodySaysWhereItIsNothingIsUnpacked() throws IOException {
        System.setProperty(NativeLibrary.PATH, "elsewhere");
        NativeLibrary.unpackOnce(folder);
        assertEquals("elsewhere", System.getProperty(NativeLibrary.PATH));
        assertTrue(files().isEmpty());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoReasonNotToPlay() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        NativeLibrary.unpackOnce(file);
        assertEquals(null, System.getProperty(NativeLibrary.PATH));
    }
}
