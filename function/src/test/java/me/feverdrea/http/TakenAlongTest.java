package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a browser takes along to dream by itself: the recipe of a story, the files of the model. */
@QuarkusTest
class TakenAlongTest {
    private static final Path MODELS = Path.of("function/models");

    private static Path bundle() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.findFirst().orElseThrow();
        }
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }

    @Test
    void aRecipeSaysWithWhatAStoryIsDreamed() {
        // Where no bundle is named for browsers, they are given the server's.
        String model = get("/api/recipe/spider").jsonPath().getString("model");
        get("/api/recipe/spider")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=60, s-maxage=300")
                .body("story", equalTo("spider"))
                .body("browserModel", equalTo(model))
                .body("premise", startsWith("You are a boy"))
                .body("promptVersion", greaterThanOrEqualTo(1))
                .body("tokens", equalTo(80))
                .body("fallbackChoices.size()", greaterThanOrEqualTo(3))
                .body("forbid", hasItem("telephone"))
                .body("words.size()", greaterThanOrEqualTo(50));
        get("/api/recipe/no-such-story").then().statusCode(404).contentType(containsString("problem+json"));
    }

    @Test
    void theBundleIsServedByteForByte() throws IOException {
        Path bundle = bundle();
        for (String file : List.of("manifest.json", "tokenizer.json", "model.onnx", "lexicon.filter")) {
            Response answer = get("/models/" + bundle.getFileName() + "/" + file);
            assertEquals(200, answer.statusCode(), file);
            assertArrayEquals(Files.readAllBytes(bundle.resolve(file)), answer.asByteArray(), file);
            assertEquals("public, max-age=31536000, immutable", answer.header("Cache-Control"));
            assertEquals("same-origin", answer.header("Cross-Origin-Resource-Policy"));
        }
    }

    @Test
    void nothingBesideTheBundleIsServed() throws IOException {
        String id = bundle().getFileName().toString();
        for (String path : List.of(
                "/models/" + id + "/../../pom.xml",
                "/models/" + id + "/..%2f..%2fpom.xml",
                "/models/" + id + "/other.onnx",
                "/models/" + id,
                "/models/other/manifest.json",
                "/models/..%2f/manifest.json")) {
            int status = get(path).statusCode();
            assertEquals(4, status / 100, path + " answers " + status);
        }
    }
}
