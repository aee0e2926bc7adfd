package me.feverdrea.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.feverdrea.story.Manifest.BundleFile;

/** A folder with a model whose every byte is what its manifest says. */
public record ModelBundle(Path folder, Manifest manifest) {
    public static final String TOKENIZER = "tokenizer.json";

    /**
     * Reads the manifest in a folder and compares each file with it.
     *
     * @throws BundleException if a file is missing or differs
     */
    public static ModelBundle verified(Path folder) {
        Manifest manifest = manifest(folder);
        for (BundleFile file : manifest.files()) {
            verify(folder.resolve(file.path()), file);
        }
        return new ModelBundle(folder, manifest);
    }

    /**
     * Reads the manifest alone.
     *
     * @throws BundleException if there is none or it is not one of this format
     */
    public static Manifest manifest(Path folder) {
        Path file = folder.resolve(Manifest.FILE);
        try {
            return Manifest.parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new BundleException(file + ": cannot be read (" + e + "); copy the bundle again", e);
        }
    }

    public Path graph() {
        return folder.resolve(manifest.graph().file());
    }

    public Path tokenizer() {
        return folder.resolve(TOKENIZER);
    }

    public Path file(Manifest.WordFilter filter) {
        return folder.resolve(filter.file());
    }

    private static void verify(Path path, BundleFile expected) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new BundleException(
                        path + ": no such file, manifest says " + expected.size() + " bytes; copy the bundle again");
            }
            long size = Files.size(path);
            if (size != expected.size()) {
                throw new BundleException(path + ": size is " + size + " bytes, manifest says " + expected.size()
                        + "; copy the bundle again");
            }
            String sha256 = Sha256.hex(path);
            if (!sha256.equals(expected.sha256())) {
                throw new BundleException(path + ": sha256 is " + sha256 + ", manifest says " + expected.sha256()
                        + "; copy the bundle again");
            }
        } catch (IOException e) {
            throw new BundleException(path + ": cannot be read (" + e + "); copy the bundle again", e);
        }
    }
}
