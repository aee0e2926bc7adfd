package me.feverdrea.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import me.feverdrea.aws.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around the packaged function, and that it answers, stores nothing, and is well again afterwards. */
@Tag("lambda")
class LambdaTroubleIT {
    private static final String STORIES = "/api/stories/";
    private static final String STORED = STORIES + "spider/1/count-arms";
    private static final String DARK = STORIES + "spider/2/count-arms";
    private static final String MANIFEST = "manifest.json";
    private static final String WEIGHTS = "model.onnx.data";

    @TempDir
    static Path shared;

    @TempDir
    Path temporary;

    private static LocalCloud cloud;
    private static FunctionUrl.Answer stored;

    @BeforeAll
    static void dreamOnePage() throws IOException, InterruptedException {
        cloud = new LocalCloud();
        try (FunctionInstance function = FunctionInstance.start(cloud.environment(shared))) {
            stored = function.get(STORED);
            assertEquals(200, stored.status(), stored.text());
        }
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @BeforeEach
    void mend() {
        cloud.s3().breakWith(exchange -> false);
        cloud.upload();
    }

    /** Refused with these words and nothing stored; what is stored is served; mended, the same instance dreams on. */
    private void refusedUntilMended(Map<String, String> environment, String dark, Runnable mending, String... told) {
        int before = cloud.rows();
        try (FunctionInstance function = FunctionInstance.start(environment)) {
            FunctionUrl.Answer refused = function.get(dark);
            assertEquals(503, refused.status(), refused.text());
            assertEquals(
                    "application/problem+json", refused.header("Content-Type").split(";")[0]);
            assertEquals("no-store", refused.header("Cache-Control"));
            assertFalse(refused.header("Retry-After").isEmpty());
            Stream.of(told).forEach(part -> assertTrue(refused.text().contains(part), refused.text()));
            assertFalse(refused.text().contains("Exception"), refused.text());
            assertEquals(before, cloud.rows(), "nothing was stored");
            assertEquals(stored.text(), function.get(STORED).text(), "what is stored is served");
            assertEquals(200, function.get("/api/health").status());
            mending.run();
            FunctionUrl.Answer mended = function.get(dark);
            assertEquals(200, mended.status(), mended.text());
            assertEquals(before + 1, cloud.rows());
        }
    }

    private Map<String, String> environment() {
        return cloud.environment(temporary);
    }

    @Test
    void aMissingObjectIsNamed() {
        cloud.s3().remove(cloud.object(WEIGHTS));
        refusedUntilMended(environment(), DARK, cloud::upload, WEIGHTS, "no such object");
    }

    @Test
    void anAlteredFileIsNamed() {
        byte[] bytes = cloud.s3().get(cloud.object(WEIGHTS)).clone();
        bytes[bytes.length / 2] ^= 1;
        cloud.s3().put(cloud.object(WEIGHTS), bytes);
        refusedUntilMended(environment(), STORIES + "spider/3/count-arms", cloud::upload, WEIGHTS, "sha256");
    }

    @Test
    void aTruncatedFileIsNamed() {
        byte[] bytes = cloud.s3().get(cloud.object(WEIGHTS));
        cloud.s3().put(cloud.object(WEIGHTS), Arrays.copyOf(bytes, bytes.length / 2));
        refusedUntilMended(environment(), STORIES + "spider/4/count-arms", cloud::upload, WEIGHTS);
    }

    @Test
    void noPermissionIsTold() {
        cloud.s3().breakWith(exchange -> S3Server.refuse(exchange, 403, "AccessDenied"));
        Runnable allow = () -> cloud.s3().breakWith(exchange -> false);
        refusedUntilMended(environment(), STORIES + "spider/5/count-arms", allow, "not allowed", "s3:GetObject");
    }

    @Test
    void anotherManifestThanThePinnedOneIsRefused() {
        Map<String, String> pinned = environment();
        byte[] other = new String(cloud.s3().get(cloud.object(MANIFEST)), StandardCharsets.UTF_8)
                .concat(" ")
                .getBytes(StandardCharsets.UTF_8);
        cloud.s3().put(cloud.object(MANIFEST), other);
        refusedUntilMended(pinned, STORIES + "spider/6/count-arms", cloud::upload, "sha256", "pinned");
    }

    @Test
    void anObjectThatIsReplacedInMidDownloadIsNotMixed() {
        cloud.s3()
                .breakWith(exchange -> exchange.getRequestMethod().equals("GET")
                        && exchange.getRequestURI().getPath().endsWith(WEIGHTS)
                        && S3Server.refuse(exchange, 412, "PreconditionFailed"));
        Runnable quiet = () -> cloud.s3().breakWith(exchange -> false);
        refusedUntilMended(environment(), STORIES + "spider/7/count-arms", quiet, "replaced");
    }

    @Test
    void aBucketThatHangsIsNotWaitedForUntilLambdaLosesPatience() {
        cloud.s3().breakWith(exchange -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        try (FunctionInstance function = FunctionInstance.start(environment())) {
            function.get("/api/health");
            Instant asked = Instant.now();
            FunctionUrl.Answer refused = function.get(STORIES + "spider/8/count-arms");
            assertEquals(503, refused.status(), refused.text());
            Duration taken = Duration.between(asked, Instant.now());
            assertTrue(taken.compareTo(RuntimeApi.TIMEOUT) < 0, "took " + taken);
            assertEquals(stored.text(), function.get(STORED).text());
        }
    }

    @Test
    void aCrashInTheMiddleOfADreamLeavesThePageToTheNext() throws InterruptedException {
        Map<String, String> environment = environment();
        environment.put("FEVERDREAM_LEASE", "2s");
        String path = STORIES + "spider/9/count-arms";
        int before = cloud.rows();
        try (FunctionInstance crashing = FunctionInstance.start(environment)) {
            crashing.ready();
            int asked = cloud.s3().asked().size();
            CompletableFuture<String> lost = crashing.invoke(FunctionUrl.get(path));
            while (cloud.s3().asked().size() == asked) {
                Thread.sleep(5);
            }
            crashing.kill();
            assertFalse(lost.isDone());
        }
        try (FunctionInstance next = FunctionInstance.start(environment)) {
            FunctionUrl.Answer answer = next.get(path);
            for (int tries = 0; answer.status() == 202 && tries < 20; tries++) {
                Thread.sleep(500);
                answer = next.get(path);
            }
            assertEquals(200, answer.status(), answer.text());
            assertEquals(before + 1, cloud.rows());
        }
    }

    @Test
    void everyRequestLeavesOneLineWithItsOutcomeAndNoAddress() throws IOException {
        String typed = "{\"id\":\"_" + "a".repeat(22) + "\",\"text\":\"Listen at the wall\"}";
        try (FunctionInstance function = FunctionInstance.start(environment())) {
            function.get(STORED);
            function.get(STORIES + "spider/10/count-arms");
            function.get(STORIES + "spider/10/no-such-door");
            function.answer(FunctionUrl.event(
                    "POST",
                    STORIES + "spider/10",
                    Map.of("content-type", "application/json"),
                    Optional.of(typed.getBytes(StandardCharsets.UTF_8))));
            function.get(STORIES + "spider/10/_" + "a".repeat(22));
            String log = function.log();
            JsonNode[] lines = log.lines()
                    .filter(line -> line.contains("\"_aws\""))
                    .map(LambdaTroubleIT::json)
                    .toArray(JsonNode[]::new);
            assertEquals(5, lines.length, log);
            String[] outcomes =
                    Stream.of(lines).map(line -> line.path("outcome").asText()).toArray(String[]::new);
            assertEquals("[hit, generated, refused, generated, hit]", Arrays.toString(outcomes), log);
            assertEquals(1, lines[0].path("Cold").asInt());
            assertEquals(0, lines[1].path("Cold").asInt());
            assertTrue(lines[1].path("Tokens").asInt() > 0);
            assertEquals(
                    STORIES + "spider/10/_", lines[4].path("path").asText(), "where a private page is stays private");
            JsonNode metrics = lines[1].path("_aws").path("CloudWatchMetrics").path(0);
            assertEquals("Feverdream", metrics.path("Namespace").asText());
            metrics.path("Metrics")
                    .forEach(metric -> assertTrue(
                            lines[1].path(metric.path("Name").asText()).isNumber(), metric.toString()));
            assertFalse(log.contains("198.51.100.7"), "who asked is in no log");
        }
    }

    private static JsonNode json(String line) {
        try {
            return JsonMapper.builder().build().readTree(line.substring(line.indexOf('{')));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void branchesAndModelMayLieOnThisMachineInThisBuildToo() {
        Map<String, String> local = environment();
        local.put("FEVERDREAM_BRANCHES", "sqlite");
        local.put("FEVERDREAM_DATA", temporary.resolve("data").toString());
        local.put("FEVERDREAM_MODEL", "folder");
        local.put(
                "FEVERDREAM_MODELS", Path.of("function/models").toAbsolutePath().toString());
        int before = cloud.rows();
        FunctionUrl.Answer first;
        try (FunctionInstance function = FunctionInstance.start(local)) {
            first = function.get(STORIES + "spider/11/count-arms");
            assertEquals(200, first.status(), first.text() + function.log());
        }
        try (FunctionInstance again = FunctionInstance.start(local)) {
            assertEquals(
                    first.text(), again.get(STORIES + "spider/11/count-arms").text());
        }
        assertEquals(before, cloud.rows());
    }
}
