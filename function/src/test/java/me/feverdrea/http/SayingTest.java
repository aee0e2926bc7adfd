package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of free-text choices over HTTP. */
@QuarkusTest
class SayingTest {
    @TestHTTPResource("/")
    URI root;

    private static final String ID = "_0123456789abcdefghij-_";

    private static Response say(String path, String body) {
        return say(path, body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private static Response say(String path, byte[] body, String type) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("multipart/form-data", ContentType.TEXT)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .urlEncodingEnabled(false)
                .header("Content-Type", type)
                .body(body)
                .post(ApiTest.STORIES + path);
    }

    private static String body(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    @Test
    void whatIsSaidIsAPageOfItsOwnThatNobodyKeeps() {
        Response said = say("spider/11", body(ID, "whistle to the spider"));
        said.then()
                .statusCode(200)
                .header("Cache-Control", "private, no-store")
                .body("path", equalTo("spider/11/" + ID))
                .body("choice", equalTo("Whistle to the spider"))
                .body("text", not(blankOrNullString()));
        assertArrayEquals(
                said.asByteArray(),
                say("spider/11", body(ID, "whistle to the spider")).asByteArray());
        Response read = given().get(ApiTest.STORIES + "spider/11/" + ID);
        assertArrayEquals(said.asByteArray(), read.asByteArray());
        read.then().header("Cache-Control", "private, no-store");
        given().get(ApiTest.STORIES + "spider/11/" + ID + ".1")
                .then()
                .statusCode(200)
                .header("Cache-Control", "private, no-store");
    }

    @Test
    void whatWasNeverSaidIsGone() {
        given().get(ApiTest.STORIES + "spider/11/_0000000000000000000000")
                .then()
                .statusCode(410)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{}",
                "\"text\"",
                "{\"id\":\"_0123456789abcdefghij-_\"}",
                "{\"text\":\"go\"}",
                "{\"id\":7,\"text\":\"go\"}",
                "{\"id\":\"_0123456789abcdefghij-_\",\"text\":[]}",
                "{\"id\":\"_0123456789abcdefghij-_\",\"text\":\"\\u0000\"}",
                "{\"id\":\"_short\",\"text\":\"go\"}",
                "{\"id\":\"_0123456789abcdefghij-_\",\"text\":\"go\"",
                "{\"id\":\"_0123456789abcdefghij.\",\"text\":\"go\"}"
            })
    void aBodyThatSaysNothingIsABadRequest(String body) {
        assertProblem(say("spider/12", body), 400);
    }

    @Test
    void bytesThatAreNoUtf8AreABadRequest() {
        byte[] bytes = body(ID, "go \u00ff\u00fe").getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(say("spider/12", bytes, "application/json"), 400);
    }

    @Test
    void aRefusedWordIsNotRepeated() {
        Response refused = say("spider/12", body(ID, "call the pedo"));
        assertProblem(refused, 400);
        refused.then().body("detail", not(containsString("pedo"))).body("value", blankOrNullString());
    }

    @Test
    void onlyJsonByItsNameIsTaken() {
        byte[] body = body(ID, "go").getBytes(StandardCharsets.UTF_8);
        for (String type : List.of("text/plain", "multipart/form-data", "*/*")) {
            Response refused = say("spider/12", body, type);
            assertProblem(refused, 415);
        }
        assertProblem(say("spider/12", body, "garbage"), 400);
        assertProblem(say("spider/12", body, "a/b/c"), 400);
        say("spider/13", body, "application/json; charset=UTF-8").then().statusCode(200);
    }

    @Test
    void whereNothingIsToldNothingIsSaid() {
        assertProblem(say("spider/12/never-been", body(ID, "go")), 404);
        assertProblem(say("nowhere/12", body(ID, "go")), 404);
        assertProblem(say("spider/0", body(ID, "go")), 400);
        assertProblem(say("spider", body(ID, "go")), 400);
    }

    @Test
    void aBodyIsNoNovel() {
        assertProblem(say("spider/12", body(ID, "a".repeat(20_000))), 413);
        assertProblem(say("spider/12", body(ID, "a".repeat(5_000_000))), 413);
        assertProblem(say("spider/12", body(ID, "a".repeat(10_000))), 400);
    }

    @Test
    void norDoesItComeInPieces() throws Exception {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            OutputStream out = socket.getOutputStream();
            String piece = "3e8\r\n" + "a".repeat(1000) + "\r\n";
            out.write(("POST " + ApiTest.STORIES + "spider/12 HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + piece.repeat(40) + "0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            byte[] start = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 411", new String(start, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void theListSaysThatPlayersMayType() {
        given().get("/api/stories").then().body("freeText", equalTo(true));
    }

    private static void assertProblem(Response answer, int status) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .body("status", equalTo(status))
                .body("detail", not(blankOrNullString()))
                .body("next", not(blankOrNullString()));
    }
}
