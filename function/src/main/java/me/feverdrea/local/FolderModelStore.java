package me.feverdrea.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.ModelStore;

/** Model bundles as folders in a folder: the one named, or the only one. */
public final class FolderModelStore implements ModelStore {
    private final Path models;
    private final Optional<String> id;

    public FolderModelStore(Path models, Optional<String> id) {
        this.models = models;
        this.id = id;
    }

    @Override
    public Manifest manifest() {
        return ModelBundle.manifest(bundle());
    }

    @Override
    public ModelBundle open() {
        return ModelBundle.verified(bundle());
    }

    private Path bundle() {
        List<Path> bundles = bundles();
        String found = bundles.isEmpty()
                ? "none"
                : String.join(", ", bundles.stream().map(FolderModelStore::name).toList());
        if (id.isPresent()) {
            return bundles.stream()
                    .filter(folder -> name(folder).equals(id.get()))
                    .findFirst()
                    .orElseThrow(() -> new BundleException(models + ": expected the model bundle " + id.get()
                            + ", found " + found + "; copy that bundle there or name another in feverdream.bundle"));
        }
        if (bundles.size() != 1) {
            throw new BundleException(
                    models + ": expected one model bundle (a folder with " + Manifest.FILE + "), found " + found
                            + (bundles.isEmpty()
                                    ? "; copy a bundle there or point feverdream.models at a folder that has one"
                                    : "; name one of them in feverdream.bundle"));
        }
        return bundles.get(0);
    }

    private List<Path> bundles() {
        if (!Files.isDirectory(models)) {
            throw new BundleException(
                    models + ": no such folder; create it with a model bundle in it or point feverdream.models at one");
        }
        try (Stream<Path> entries = Files.list(models)) {
            return entries.filter(entry -> Files.isRegularFile(entry.resolve(Manifest.FILE)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BundleException(models + ": cannot be listed (" + e + "); check its permissions", e);
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }
}
