package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import me.feverdrea.Bent;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ManifestFuzzTest {

    @Provide
    Arbitrary<String> manifests() throws IOException {
        try (Stream<Path> bundles = Files.list(Path.of("function/models"))) {
            Path bundle = bundles.filter(Files::isDirectory).findFirst().orElseThrow();
            return Bent.text(
                    List.of(Files.readString(bundle.resolve(Manifest.FILE))),
                    List.of(
                            "{",
                            "}",
                            "[",
                            "]",
                            ",",
                            ":",
                            "\"",
                            "true",
                            "1.5",
                            "\"../x\"",
                            "\"/etc/passwd\"",
                            "\"parts\": []",
                            "\"size\": -1",
                            "\"size\": 1099511627777",
                            "\"format\": 2",
                            "\"type\": \"gpt3\"",
                            "[".repeat(2_000),
                            "\"heads\": 0",
                            "\"vocabulary\": 2147483648",
                            "\"words\": 9",
                            "\"bits\": 0"));
        }
    }

    /** No file that is taken lies outside its bundle, and no number is one that could hurt. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyTextIsAManifestThatCanBeTrustedOrRefusedWithACure(@ForAll("manifests") String text) {
        try {
            Manifest manifest = Manifest.parse(text.getBytes(StandardCharsets.UTF_8), "manifest.json");
            Path folder = Path.of("/bundle");
            for (Manifest.BundleFile file : manifest.files()) {
                assertTrue(folder.resolve(file.path()).normalize().startsWith(folder), file.path());
                assertTrue(file.size() >= 0 && !file.path().equals(Manifest.FILE), file.path());
            }
            assertTrue(manifest.architecture().vocabulary() > 0);
        } catch (BundleException refused) {
            assertTrue(refused.getMessage().startsWith("manifest.json: "), refused.getMessage());
            assertTrue(refused.getMessage().contains(";"), refused.getMessage());
        }
    }
}
