package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What the log of requests holds once the server has answered. */
@QuarkusTest
@TestProfile(AccessesTest.OwnLog.class)
class AccessesTest {
    private static final String SAID = "_0123456789abcdefghij-_";
    private static final String LAST = "/api/stories/no-such-story/1";

    public static final class OwnLog implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("feverdream.data", "function/target/test-data/" + UUID.randomUUID());
        }
    }

    @ConfigProperty(name = "feverdream.data")
    Path data;

    private String log() throws IOException {
        Path folder = data.resolve("log");
        if (!Files.isDirectory(folder)) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    /** The log is written beside the answers, after them. */
    private String logOnceItHas(String path) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!log().contains(path) && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        return log();
    }

    @Test
    void everyAnswerIsARowButNoPrivatePageAndNobodysAddress() throws Exception {
        String open = ApiTest.STORIES + "spider/7";
        given().header("X-Forwarded-For", "203.0.113.7")
                .header("CloudFront-Viewer-Address", "203.0.113.7:1")
                .header("User-Agent", "nosy-agent")
                .queryParam("who", "somebody")
                .get(open)
                .then()
                .statusCode(200);
        given().get(open + '/' + SAID);
        given().urlEncodingEnabled(false).get(open + "/%5F" + SAID.substring(1));
        given().get(LAST).then().statusCode(404);

        String log = logOnceItHas(LAST);
        List<String> paths = log.lines()
                .skip(1)
                .map(line -> line.split(",")[2] + ' ' + line.split(",")[3] + ' ' + line.split(",")[4])
                .sorted()
                .toList();
        assertEquals(List.of("GET \"" + LAST + "\" 404", "GET \"" + open + "\" 200"), paths);
        for (String told : List.of("203.0.113", "127.0.0.1", "nosy-agent", "somebody", SAID.substring(1))) {
            assertFalse(log.contains(told), log);
        }
    }
}
