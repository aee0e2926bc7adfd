package me.feverdrea;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rooms of the house, and which doors there are between them. */
class ArchitectureTest {
    private static final String ROOT = "me.feverdrea";
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void allRoomsAreHere() {
        List<String> rooms = HOUSE.stream()
                .map(type -> type.getPackageName())
                .distinct()
                .sorted()
                .toList();
        assertEquals(
                Stream.of("", ".aws", ".command", ".http", ".inference", ".local", ".story", ".tables")
                        .map(ROOT::concat)
                        .toList(),
                rooms);
    }

    @ParameterizedTest
    @CsvSource({"http", "command", "inference", "aws", "local", "tables"})
    void aRoomSeesTheStoryAndNoOtherRoom(String room) {
        String[] others = Stream.of("http", "command", "inference", "aws", "local", "tables")
                .filter(other -> !other.equals(room))
                .map(other -> ROOT + '.' + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + '.' + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage(ROOT + '.' + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(HOUSE);
    }

    @Test
    void theStoryIsPlainJavaAndKnowsNoRoom() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".story..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(ROOT + ".story..", "java..", "com.fasterxml.jackson..")
                .check(HOUSE);
    }

    @ParameterizedTest
    @CsvSource({
        "jakarta.ws.rs..,http",
        "picocli..,command",
        "org.apache.parquet..,tables",
        "org.apache.hadoop..,tables",
        "io.vertx..,http",
        "ai.onnxruntime..,inference",
        "software.amazon.awssdk.services..,aws",
        "java.sql..,local",
        "org.sqlite..,local"
    })
    void aLibraryIsKnownToOneRoom(String library, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + '.' + room + "..", ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Impl", "Manager", "Helper", "Util", "Utils", "Handler", "Processor"})
    void noClassHasANameThatSaysNothing(String suffix) {
        noClasses().should().haveSimpleNameEndingWith(suffix).check(HOUSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"function/src", "model-export/src", "model-export/tests", "site"})
    void noSourceFileIsLongerThanThreeHundredLines(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().matches(".*\\.(java|py|js|mjs|css|sql)"))
                    .filter(f -> !f.toString().contains("node_modules"))::iterator) {
                try (Stream<String> lines = Files.lines(file)) {
                    long count = lines.count();
                    assertTrue(count <= 300, file + " has " + count + " lines");
                }
            }
        }
    }
}
