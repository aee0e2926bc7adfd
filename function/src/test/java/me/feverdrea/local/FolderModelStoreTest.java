package me.feverdrea.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the shipped bundle is damaged in every way that a copy goes wrong. */
class FolderModelStoreTest {
    @TempDir
    Path models;

    private Path bundle;

    @BeforeEach
    void copyTheShippedBundle() throws IOException {
        Path shipped = new FolderModelStore(
                        Path.of(System.getProperty("feverdream.models", "function/models")), Optional.empty())
                .open()
                .folder();
        bundle = copy(shipped, shipped.getFileName().toString());
    }

    @Test
    void theOnlyBundleIsOpened() {
        ModelBundle opened = store().open();
        assertEquals(bundle, opened.folder());
        assertEquals(bundle.getFileName().toString(), opened.manifest().id());
        assertEquals(opened.manifest(), store().manifest());
        assertTrue(Files.isRegularFile(opened.graph()));
        assertTrue(Files.isRegularFile(opened.tokenizer()));
        assertTrue(Files.isRegularFile(opened.file(opened.manifest().copiedRuns())));
    }

    @Test
    void ofSeveralBundlesTheNamedOneIsOpened() throws IOException {
        copy(bundle, "another");
        refuses("expected one model bundle", "another", bundle.getFileName().toString(), "feverdream.bundle");
        assertEquals(
                bundle,
                new FolderModelStore(models, Optional.of(bundle.getFileName().toString()))
                        .open()
                        .folder());
    }

    @Test
    void aNameThatIsNotThereIsRefusedWithWhatIs() {
        for (String name : new String[] {"missing", "..", "/etc", ""}) {
            FolderModelStore store = new FolderModelStore(models, Optional.of(name));
            BundleException e = assertThrows(BundleException.class, store::open);
            assertTrue(e.getMessage().contains(bundle.getFileName().toString()), e.getMessage());
        }
    }

    @Test
    void noBundleIsSaid() throws IOException {
        Files.delete(bundle.resolve(Manifest.FILE));
        refuses(models.toString(), "expected one model bundle", "found none");
    }

    @Test
    void noFolderIsSaid() {
        Path nowhere = models.resolve("nowhere");
        BundleException e =
                assertThrows(BundleException.class, () -> new FolderModelStore(nowhere, Optional.empty()).manifest());
        assertTrue(e.getMessage().startsWith(nowhere + ": no such folder"), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(bundle.resolve("model.onnx.data"));
        refuses("model.onnx.data: no such file", "manifest says", "copy the bundle again");
    }

    @Test
    void aShortFileIsNamedWithBothSizes() throws IOException {
        Path data = bundle.resolve("model.onnx.data");
        long size = Files.size(data);
        byte[] bytes = Files.readAllBytes(data);
        Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
        refuses("model.onnx.data: size is " + (size - 1), "manifest says " + size);
    }

    @Test
    void oneChangedBitIsFound() throws IOException {
        Path data = bundle.resolve("model.onnx.data");
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
        refuses("model.onnx.data: sha256 is ", "manifest says ", "copy the bundle again");
    }

    @Test
    void aFolderInPlaceOfAFileIsNamed() throws IOException {
        Files.delete(bundle.resolve("copied.filter"));
        Files.createDirectory(bundle.resolve("copied.filter"));
        refuses("copied.filter: no such file");
    }

    @Test
    void aRepairedBundleOpens() throws IOException {
        Path tokenizer = bundle.resolve("tokenizer.json");
        byte[] good = Files.readAllBytes(tokenizer);
        FolderModelStore store = store();
        Files.delete(tokenizer);
        assertThrows(BundleException.class, store::open);
        Files.write(tokenizer, good);
        assertEquals(bundle, store.open().folder());
    }

    private FolderModelStore store() {
        return new FolderModelStore(models, Optional.empty());
    }

    private void refuses(String... parts) {
        BundleException e = assertThrows(BundleException.class, () -> store().open());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), part + " is not in: " + e.getMessage());
        }
    }

    private Path copy(Path folder, String name) throws IOException {
        Path target = Files.createDirectory(models.resolve(name));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
        return target;
    }
}
