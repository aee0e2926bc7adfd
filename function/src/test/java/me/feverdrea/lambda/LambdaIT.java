package me.feverdrea.lambda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged function as Lambda runs it: many invocations in one instance, with a real model, bucket and tables. */
@Tag("lambda")
class LambdaIT {
    private static final String STORIES = "/api/stories/";
    private static final String FOR_EVER = "public, max-age=86400, s-maxage=31536000, immutable";

    @TempDir
    static Path temporary;

    private static LocalCloud cloud;
    private static FunctionInstance function;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cloud = new LocalCloud();
        function = FunctionInstance.start(cloud.environment(temporary));
    }

    @AfterAll
    static void stop() {
        function.close();
        cloud.close();
    }

    private static FunctionUrl.Answer get(String path) {
        return function.get(STORIES + path);
    }

    @Test
    void healthListAndAuthoredPagesNeverTouchTheBucket() {
        try (FunctionInstance fresh = FunctionInstance.start(cloud.environment(temporary.resolve("fresh")))) {
            int before = cloud.s3().asked().size();
            FunctionUrl.Answer health = fresh.get("/api/health");
            assertEquals(200, health.status(), fresh.log());
            assertEquals("up", health.json().path("status").asText());
            FunctionUrl.Answer stories = fresh.get("/api/stories");
            assertEquals(200, stories.status());
            assertTrue(stories.text().contains("\"spider\""), stories.text());
            FunctionUrl.Answer start = fresh.get(STORIES + "spider/1");
            assertEquals("authored", start.json().path("origin").asText());
            assertEquals("public, max-age=60, s-maxage=300", start.header("Cache-Control"));
            assertEquals(before, cloud.s3().asked().size(), "nothing was fetched");
        }
    }

    @Test
    void aPageIsDreamedOnceAndReadsTheSameInThisInstanceAndInAnother() {
        FunctionUrl.Answer miss = get("spider/2/count-arms");
        assertEquals(200, miss.status(), miss.text());
        assertEquals(FOR_EVER, miss.header("Cache-Control"));
        JsonNode page = miss.json();
        assertEquals("dreamed", page.path("origin").asText());
        assertFalse(page.path("text").asText().isBlank());
        assertTrue(page.path("provenance").path("tokens").asInt() > 0);
        FunctionUrl.Answer hit = get("spider/2/count-arms");
        assertArrayEquals(miss.body(), hit.body());
        assertEquals(miss.header("ETag"), hit.header("ETag"));
        try (FunctionInstance other = FunctionInstance.start(cloud.environment(temporary.resolve("other")))) {
            int before = cloud.s3().asked().size();
            assertArrayEquals(
                    miss.body(), other.get(STORIES + "spider/2/count-arms").body());
            assertEquals(before, cloud.s3().asked().size(), "what is stored needs no model");
        }
    }

    @Test
    void aDreamGoesOnOverSeveralInvocations() {
        String path =
                get("low-water/3").json().path("choices").path(0).path("path").asText();
        for (int depth = 0; depth < 4; depth++) {
            JsonNode page = get(path).json();
            assertEquals(path, page.path("path").asText(), page.toString());
            if (page.path("choices").isEmpty()) {
                return;
            }
            path = page.path("choices").path(0).path("path").asText();
        }
    }

    @Test
    void whoHasTheBytesGetsNone() {
        String tag = get("spider/3").header("ETag");
        for (String known : new String[] {tag, "W/" + tag, "\"other\", W/" + tag}) {
            FunctionUrl.Answer again = function.answer(
                    FunctionUrl.event("GET", STORIES + "spider/3", Map.of("if-none-match", known), Optional.empty()));
            assertEquals(304, again.status(), known);
            assertEquals(0, again.body().length);
            assertEquals(tag, again.header("ETag"));
        }
    }

    @Test
    void whatNobodyReadsIsNotDreamed() {
        int before = cloud.rows();
        String path = STORIES + "spider/4/count-arms";
        assertEquals(
                404,
                function.answer(FunctionUrl.event("HEAD", path, Map.of(), Optional.empty()))
                        .status());
        assertEquals(
                404,
                function.answer(FunctionUrl.event("GET", path, Map.of("sec-purpose", "prefetch"), Optional.empty()))
                        .status());
        assertEquals(before, cloud.rows());
    }

    @Test
    void errorsAreProblems() {
        Map<String, Integer> statuses = Map.of(
                "spider/17/count-arms",
                404,
                "spider/1/no-such-door",
                404,
                "spider/x",
                400,
                "spider/1/%zz",
                400,
                "spider//1",
                400,
                "spider/1/" + "a".repeat(2000),
                414,
                "nowhere/1",
                404);
        statuses.forEach((path, status) -> {
            FunctionUrl.Answer answer = get(path);
            assertEquals(status, answer.status(), path + ": " + answer.text());
            assertEquals(
                    "application/problem+json", answer.header("Content-Type").split(";")[0], path);
            assertEquals("no-store", answer.header("Cache-Control"));
            assertFalse(answer.json().path("next").asText().isBlank(), answer.text());
        });
        FunctionUrl.Answer put =
                function.answer(FunctionUrl.event("DELETE", STORIES + "spider/1", Map.of(), Optional.empty()));
        assertEquals(405, put.status());
        assertEquals("GET, HEAD, POST", put.header("Allow"));
    }

    @Test
    void aBodyArrivesWhetherAsTextOrAsBase64() {
        String typed = "{\"id\":\"_%s\",\"text\":\"Listen at the wall — née\"}";
        byte[] text = typed.formatted("a".repeat(22)).getBytes(StandardCharsets.UTF_8);
        FunctionUrl.Answer plain = post("spider/5", "application/json", text);
        assertEquals(200, plain.status(), plain.text());
        assertEquals("private, no-store", plain.header("Cache-Control"));
        assertEquals("Listen at the wall — née", plain.json().path("choice").asText());
        // The function URL turns every type that it does not know for text into base64.
        byte[] other = typed.formatted("b".repeat(22)).getBytes(StandardCharsets.UTF_8);
        FunctionUrl.Answer encoded = post("spider/5", "Application/JSON; charset=utf-8", other);
        assertEquals(200, encoded.status(), encoded.text());
        assertEquals(plain.json().path("choice"), encoded.json().path("choice"));
        FunctionUrl.Answer broken =
                post("spider/5", "application/json", Base64.getDecoder().decode("/9j/4AAQ"));
        assertEquals(400, broken.status(), broken.text());
        FunctionUrl.Answer large = post("spider/5", "application/json", new byte[20_000]);
        assertEquals(413, large.status(), large.text());
        FunctionUrl.Answer image =
                post("spider/5", "image/jpeg", Base64.getDecoder().decode("/9j/4AAQ"));
        assertEquals(415, image.status(), image.text());
    }

    private static FunctionUrl.Answer post(String path, String type, byte[] body) {
        return function.answer(
                FunctionUrl.event("POST", STORIES + path, Map.of("content-type", type), Optional.of(body)));
    }

    /** What the scheduler sends, as the template has it. */
    private static String eventOfTheNight() throws IOException {
        String template = Files.readString(Path.of("infra/template.yaml"));
        String input = template.substring(template.indexOf("Input: |") + "Input: |".length());
        return input.substring(0, input.indexOf("\n\n")).strip();
    }

    @Test
    void theSchedulersEventIsARoundOfTheNightAndAReadersIsNot() throws IOException {
        Map<String, String> environment = cloud.environment(temporary);
        environment.put("FEVERDREAM_NIGHT_BRANCHES", "2");
        try (FunctionInstance nightly = FunctionInstance.start(environment)) {
            String reader = FunctionUrl.event("POST", "/night", Map.of(), Optional.of(new byte[0]));
            assertEquals(404, nightly.answer(reader).status());
            FunctionUrl.Answer round = nightly.answer(eventOfTheNight());
            assertEquals(200, round.status(), round.text());
            assertEquals(2, round.json().path("dreamed").asInt(), round.text());
            assertTrue(nightly.log().contains("{\"night\":{\"dreamed\":2,"), nightly.log());
        }
        assertEquals(404, function.answer(eventOfTheNight()).status(), "it walks only where it is asked to");
    }

    @Test
    void theAddressThatCountsIsTheOneThatTheEdgeSaw() {
        Map<String, String> environment = cloud.environment(temporary);
        environment.put("FEVERDREAM_BUDGET_CLIENT", "1");
        environment.put("FEVERDREAM_DYNAMODB_CONTROL_TABLE", cloud.table("control-of-clients"));
        cloud.createControlTable("control-of-clients");
        try (FunctionInstance bounded = FunctionInstance.start(environment)) {
            assertEquals(200, from(bounded, "203.0.113.1:1", "spider/6/count-arms"));
            assertEquals(503, from(bounded, "203.0.113.1:2", "spider/7/count-arms"));
            assertEquals(200, from(bounded, "203.0.113.2:1", "spider/7/count-arms"));
            assertEquals(200, from(bounded, "203.0.113.1:3", "spider/6/count-arms"), "what is written stays");
        }
    }

    private static int from(FunctionInstance instance, String address, String path) {
        Map<String, String> headers = Map.of("cloudfront-viewer-address", address);
        return instance.answer(FunctionUrl.event("GET", STORIES + path, headers, Optional.empty()))
                .status();
    }
}
