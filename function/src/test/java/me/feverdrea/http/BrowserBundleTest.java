package me.feverdrea.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.ws.rs.NotFoundException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import me.feverdrea.local.FolderModelStore;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle for browsers beside the server's own: here the same files under another name. */
class BrowserBundleTest {
    private static final Path MODELS = Path.of("function/models");
    private static final String NAME = "for-pages";

    @TempDir
    Path pages;

    private String own;
    private String other;
    private ModelResource resource;
    private ModelResource withheld;

    @BeforeEach
    void twoBundles() throws IOException {
        ModelStore server = new FolderModelStore(MODELS, Optional.empty());
        Manifest manifest = server.manifest();
        own = manifest.id();
        other = NAME + own.substring(own.lastIndexOf('-'));
        Path folder = Files.createDirectory(pages.resolve(other));
        try (Stream<Path> files = Files.list(MODELS.resolve(own))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path text = folder.resolve(Manifest.FILE);
        String name = own.substring(0, own.lastIndexOf('-'));
        Files.writeString(
                text,
                Files.readString(text)
                        .replace("\"id\": \"" + own, "\"id\": \"" + other)
                        .replace("\"name\": \"" + name, "\"name\": \"" + NAME));
        ModelStore store = new FolderModelStore(pages, Optional.of(other));
        BrowserBundle browser = new BrowserBundle(Optional.of(other), Optional.of(store));
        resource = new ModelResource(server, new Offers(Optional.empty(), true), browser);
        withheld = new ModelResource(server, new Offers(Optional.empty(), false), browser);
    }

    @Test
    void bothAreServedEachFromItsOwnFolder() {
        for (String file : List.of(Manifest.FILE, "model.onnx.data")) {
            assertEquals(pages.resolve(other).resolve(file).toFile(), served(other, file));
            assertEquals(MODELS.resolve(own).resolve(file).toFile(), served(own, file));
        }
    }

    @Test
    void noOtherNameIsLookedFor() {
        assertThrows(NotFoundException.class, () -> resource.file("for-pages", Manifest.FILE));
        assertThrows(NotFoundException.class, () -> resource.file(other, "../" + own + "/model.onnx"));
    }

    @Test
    void whatIsNotOfferedIsNotServed() {
        assertThrows(NotFoundException.class, () -> withheld.file(own, Manifest.FILE));
        assertThrows(NotFoundException.class, () -> withheld.file(other, Manifest.FILE));
    }

    private File served(String id, String file) {
        return (File) resource.file(id, file).getEntity();
    }
}
