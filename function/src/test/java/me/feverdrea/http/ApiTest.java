package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of the API. They hold for the packaged application with its model too, which {@code ApiIT} shows. */
@QuarkusTest
class ApiTest {
    static final String STORIES = "/api/stories/";
    private static final String FOR_EVER = "public, max-age=86400, s-maxage=31536000, immutable";

    @TestHTTPResource("/")
    URI root;

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(STORIES + path);
    }

    @Test
    void theStoriesAreListed() {
        given().get("/api/stories")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=60, s-maxage=300")
                .body("stories.id", hasItems("low-water", "spider"))
                .body("stories[0].dreams", greaterThanOrEqualTo(1))
                .body("stories[0].takes", greaterThanOrEqualTo(1))
                .body("stories[0].title", not(blankOrNullString()))
                .body("stories.find { it.id == 'spider' }.slots[0].default", equalTo("Ottilie"));
    }

    @Test
    void healthSaysUp() {
        given().get("/api/health")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("status", equalTo("up"));
    }

    @Test
    void theStartIsAuthoredAndItsChoicesAreLinks() {
        get("spider/1")
                .then()
                .statusCode(200)
                .body("path", equalTo("spider/1"))
                .body("origin", equalTo("authored"))
                .body("choice", nullValue())
                .body("provenance", nullValue())
                .body("ending", equalTo("none"))
                .body("choices.find { it.id == 'count-arms' }.path", equalTo("spider/1/count-arms"))
                .body("choices.find { it.id == 'count-arms' }.dream", equalTo(true))
                .body("choices.find { it.id == 'light-the-candle' }.dream", equalTo(false));
    }

    @Test
    void aDoorIntoTheDreamShowsASegmentWithWaysOnAndTheSameForEver() {
        Response miss = get("spider/2/count-arms");
        miss.then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", FOR_EVER)
                .header("ETag", matchesPattern("\"[0-9a-f]{32}\""))
                .body("origin", equalTo("dreamed"))
                .body("depth", equalTo(1))
                .body("choice", equalTo("Count the arms again"))
                .body("text", not(blankOrNullString()))
                .body("choices", hasSize(greaterThanOrEqualTo(2)))
                .body("choices[0].path", equalTo("spider/2/count-arms.1"))
                .body("ending", equalTo("none"))
                .body("provenance.promptVersion", equalTo(1));
        Response hit = get("spider/2/count-arms");
        assertArrayEquals(miss.asByteArray(), hit.asByteArray());
        assertEquals(miss.header("ETag"), hit.header("ETag"));
    }

    @Test
    void aDreamGoesOnFromItsOwnChoices() {
        Response one = get("low-water/3");
        String door = one.path("choices.find { it.dream }.path");
        for (int depth = 0; depth < 3; depth++) {
            Response next = get(door);
            next.then().statusCode(200).body("path", equalTo(door));
            if (!next.<String>path("ending").equals("none")) {
                return;
            }
            door = next.path("choices[0].path");
        }
    }

    @Test
    void whoHasTheBytesAlreadyGetsNone() {
        for (String path : List.of("spider/3", "spider/3/count-arms")) {
            String tag = get(path).header("ETag");
            given().header("If-None-Match", tag)
                    .get(STORIES + path)
                    .then()
                    .statusCode(304)
                    .header("ETag", equalTo(tag))
                    .header("Cache-Control", not(blankOrNullString()))
                    .body(equalTo(""));
            given().header("If-None-Match", "\"a\", W/" + tag)
                    .get(STORIES + path)
                    .then()
                    .statusCode(304);
            given().header("If-Match", "\"other\"").get(STORIES + path).then().statusCode(200);
            given().header("If-None-Match", "\"other\"")
                    .get(STORIES + path)
                    .then()
                    .statusCode(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spider/0",
                "spider/01",
                "spider/x",
                "spider",
                "Spider/1",
                "spider/1/",
                "spider/1//a",
                "spider/1/a..b",
                "spider/1/a~z",
                "spider/1/9",
                "spider/1/a%2Fb",
                "spider/1/a%2e1",
                "spider/1/%ff%fe",
                "spider/1/%zz",
                "spider/1/%",
                "spider/1/caf%C3%A9",
                "spider%2F1",
                "spider/1/../1",
                "spider/1/./a",
                "spider/1/1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
            })
    void aMalformedPathIsABadRequest(String path) throws IOException {
        assertProblem(raw("GET", STORIES + path), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nowhere/1",
                "nowhere/1/a",
                "spider/17",
                "spider/17/count-arms",
                "spider/1/count-arms~d",
                "spider/1/not-a-door",
                "spider/1/light-the-candle~b",
                "spider/1/never-been.1",
                "spider/1/4"
            })
    void aPlaceThatNobodyCanReachIsNotFound(String path) throws IOException {
        assertProblem(raw("GET", STORIES + path), 404);
    }

    @Test
    void aPathOfThousandsOfBytesIsTooLong() throws IOException {
        for (int bytes : new int[] {1000, 2000, 5000, 15000}) {
            assertProblem(raw("GET", STORIES + "spider/1/" + "a".repeat(bytes)), 414);
        }
    }

    @Test
    void rawBytesThatAreNoUtf8AreABadRequest() throws IOException {
        assertProblem(raw("GET", STORIES + "spider/1/\u00ff\u00fe"), 400);
    }

    @Test
    void otherMethodsAreNotAllowed() throws IOException {
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
            assertProblem(raw(method, STORIES + "spider/1"), 405);
        }
        assertProblem(raw("POST", "/api/stories"), 405);
        assertProblem(raw("POST", "/api/health"), 405);
    }

    @Test
    void otherSpellingsOfAnAddressAreABadRequest() throws IOException {
        for (String target : List.of(
                "//api/stories",
                "/./api/stories",
                "/x/../api/stories/spider/1",
                "/%61pi/stories",
                "/api//stories",
                "/api/%2e%2e/x")) {
            assertProblem(raw("GET", target), 400);
        }
    }

    @Test
    void noAcceptHeaderBreaksAnything() {
        for (String accept : List.of("text/html", "image/*", "garbage", "a/b/c", ";", "application/problem+json")) {
            for (String path : List.of("/api/health", "/api/stories", STORIES + "spider/1")) {
                given().header("Accept", accept)
                        .get(path)
                        .then()
                        .statusCode(200)
                        .contentType("application/json");
            }
        }
    }

    @Test
    void whatIsNotInTheApiIsNotFound() throws IOException {
        assertProblem(raw("GET", "/api/nothing"), 404);
        assertProblem(raw("GET", "/api"), 404);
    }

    @Test
    void headAndPrefetchDreamNothing() throws IOException {
        assertEquals(404, given().head(STORIES + "spider/4/count-arms").statusCode());
        given().header("Sec-Purpose", "prefetch;prerender")
                .get(STORIES + "spider/4/count-arms")
                .then()
                .statusCode(404)
                .header("Cache-Control", "no-store");
        assertEquals(200, given().head(STORIES + "spider/4").statusCode());
        get("spider/4/count-arms").then().statusCode(200);
        assertEquals(200, given().head(STORIES + "spider/4/count-arms").statusCode());
    }

    @Test
    void theSiteIsServedUnderTheEdgesRules() {
        given().get("/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", matchesPattern("default-src 'none';.*script-src 'self'.*"))
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Embedder-Policy", "require-corp")
                .header("Content-Security-Policy", not(containsString("unsafe-inline")))
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff");
        assertTrue(given().get("/robots.txt").asString().contains("Disallow: /api/"));
    }

    private static void assertProblem(String answer, int status) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + ' '), answer);
        String head = answer.substring(0, answer.indexOf("\r\n\r\n")).toLowerCase(Locale.ROOT);
        assertTrue(head.contains("content-type: application/problem+json"), answer);
        assertTrue(head.contains("cache-control: no-store"), answer);
        assertTrue(answer.contains("\"status\":" + status), answer);
        assertTrue(answer.contains("\"detail\":\"") && answer.contains("\"next\":\""), answer);
        assertTrue(!answer.contains("\tat ") && !answer.contains("Exception"), answer);
    }

    /** Sends the target as it is, byte for byte; an HTTP client would mend or refuse it. */
    private String raw(String method, String target) throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            OutputStream out = socket.getOutputStream();
            String request = method + ' ' + target
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
