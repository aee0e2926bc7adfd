package me.feverdrea.inference;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;

/**
 * ONNX Runtime's native library, unpacked once into a folder that stays. Left to itself it unpacks 29 MB into the
 * temporary folder at each start, which takes most of the time of loading it, and leaves them there if it is killed.
 */
final class NativeLibrary {
    /** Where ONNX Runtime looks before it unpacks anything. */
    static final String PATH = "onnxruntime.native.path";

    private static final Logger LOG = System.getLogger(NativeLibrary.class.getName());

    private NativeLibrary() {}

    /** Unpacks it below the folder unless it is there, and tells ONNX Runtime so. Must come before ONNX Runtime is used. */
    static void unpackOnce(Path folder) {
        if (System.getProperty(PATH) != null) {
            return;
        }
        try {
            Map<String, URL> files = files();
            if (!files.isEmpty()) {
                System.setProperty(
                        PATH, unpacked(folder, files).toAbsolutePath().toString());
            }
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "ONNX Runtime is unpacked into the temporary folder at each start, since {0} cannot be written"
                            + " ({1}); make it writable, or point onnxruntime.native.path at the unpacked library",
                    folder,
                    e);
        }
    }

    /** None where the library does not come in a jar, as in a native image, or not for this machine. */
    private static Map<String, URL> files() throws IOException {
        Map<String, URL> files = new HashMap<>();
        for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String file = System.mapLibraryName(library);
            URL url = NativeLibrary.class.getResource("/ai/onnxruntime/native/" + platform() + '/' + file);
            if (url == null || !(url.openConnection() instanceof JarURLConnection)) {
                return Map.of();
            }
            files.put(file, url);
        }
        return files;
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
        return system + (arch.equals("amd64") || arch.equals("x86_64") ? "-x64" : "-aarch64");
    }

    /** The name says which version it is, and a folder has it whole or is not there. */
    private static Path unpacked(Path folder, Map<String, URL> files) throws IOException {
        StringBuilder name = new StringBuilder("onnxruntime");
        for (String file : files.keySet().stream().sorted().toList()) {
            name.append('-').append(Long.toHexString(entry(files.get(file)).getCrc()));
        }
        Path whole = folder.resolve(name.toString());
        if (!isWhole(whole, files)) {
            Files.createDirectories(folder);
            Path part = Files.createTempDirectory(folder, "unpacking");
            for (Map.Entry<String, URL> file : files.entrySet()) {
                try (InputStream content = file.getValue().openStream()) {
                    Files.copy(content, part.resolve(file.getKey()));
                }
            }
            move(part, whole, files);
        }
        return whole;
    }

    private static void move(Path part, Path whole, Map<String, URL> files) throws IOException {
        try {
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            for (String file : files.keySet()) {
                Files.deleteIfExists(part.resolve(file));
            }
            Files.deleteIfExists(part);
            // another process may have been first
            if (!isWhole(whole, files)) {
                throw e;
            }
        }
    }

    private static boolean isWhole(Path folder, Map<String, URL> files) throws IOException {
        for (Map.Entry<String, URL> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path)
                    || Files.size(path) != entry(file.getValue()).getSize()) {
                return false;
            }
        }
        return true;
    }

    private static JarEntry entry(URL url) throws IOException {
        return ((JarURLConnection) url.openConnection()).getJarEntry();
    }
}
