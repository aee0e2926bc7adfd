package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The laws of the map. */
@QuarkusTest
class MapTest {
    private static final String SAID = "_MMMMMMMMMMMMMMMMMMMMMM";

    private static Response map(String path) {
        return given().urlEncodingEnabled(false).get("/api/map/" + path);
    }

    @Test
    void aMapShowsTheAuthorsPagesAndWhatWasDreamed() {
        map("spider/5")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "public, max-age=60, s-maxage=60")
                .header("ETag", matchesPattern("\"[0-9a-f]{32}\""))
                .body("path", equalTo("spider/5"))
                .body("nodes[0].path", equalTo("spider/5"))
                .body("nodes[0].parent", nullValue())
                .body("nodes[0].choice", nullValue())
                .body("nodes[0].depth", equalTo(0))
                .body("nodes[0].origin", equalTo("authored"))
                .body("nodes[0].ending", equalTo("none"))
                .body("nodes[0].choices.find { it.id == 'count-arms' }.open", equalTo(false))
                .body("nodes[0].choices.find { it.id == 'count-arms' }.dream", equalTo(true))
                .body("nodes[0].choices.find { it.id == 'count-arms' }.path", equalTo("spider/5/count-arms"))
                .body("nodes[0].choices.find { it.id == 'light-the-candle' }.open", equalTo(true))
                .body("nodes[0].choices.find { it.id == 'light-the-candle' }.dream", equalTo(false))
                .body("nodes.path", hasItem("spider/5/light-the-candle"))
                .body("nodes.path", not(hasItem("spider/5/count-arms")));
        given().get(ApiTest.STORIES + "spider/5/count-arms").then().statusCode(200);
        map("spider/5")
                .then()
                .body("nodes[0].choices.find { it.id == 'count-arms' }.open", equalTo(true))
                .body("nodes.find { it.path == 'spider/5/count-arms' }.origin", equalTo("dreamed"))
                .body("nodes.find { it.path == 'spider/5/count-arms' }.parent", equalTo("spider/5"))
                .body("nodes.find { it.path == 'spider/5/count-arms' }.choice", equalTo("Count the arms again"))
                .body("nodes.find { it.path == 'spider/5/count-arms' }.truncated", equalTo(false))
                .body("nodes.find { it.path == 'spider/5/count-arms' }", not(equalTo("text")));
    }

    @Test
    void whoHasTheMapAlreadyGetsNone() {
        String tag = map("spider/6").header("ETag");
        given().header("If-None-Match", tag)
                .get("/api/map/spider/6")
                .then()
                .statusCode(304)
                .header("ETag", equalTo(tag))
                .header("Cache-Control", "public, max-age=60, s-maxage=60")
                .body(equalTo(""));
    }

    @Test
    void typedWordsAreOnNoMap() {
        given().get(ApiTest.STORIES + "spider/7/count-arms").then().statusCode(200);
        given().contentType("application/json")
                .body("{\"id\":\"" + SAID + "\",\"text\":\"look behind the curtain\"}")
                .post(ApiTest.STORIES + "spider/7/count-arms")
                .then()
                .statusCode(200);
        map("spider/7/count-arms").then().statusCode(200).body("nodes.path", contains("spider/7/count-arms"));
        map("spider/7/count-arms." + SAID).then().statusCode(404).body("status", equalTo(404));
    }

    @ParameterizedTest
    @CsvSource({
        "spider, 400",
        "spider/0, 400",
        "spider/1/, 400",
        "spider/1/a..b, 400",
        "spider/1/caf%C3%A9, 400",
        "spider/1/a/b, 400",
        "'', 404",
        "nowhere/1, 404",
        "spider/17, 404",
        "spider/1/never-been, 404",
        "spider/1/never-been.1, 404"
    })
    void whatHasNoMapSaysWhy(String path, int status) {
        map(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .body("status", equalTo(status));
    }

    @Test
    void aMapIsOnlyRead() {
        given().post("/api/map/spider/1").then().statusCode(405).header("Allow", "GET, HEAD");
        given().head("/api/map/spider/1").then().statusCode(200);
    }
}
