package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import me.feverdrea.story.ControlStore;
import org.junit.jupiter.api.Test;

/** Who asks for a page that is not there yet, and gets it neither dreamed nor told that it never will be. */
@QuarkusTest
class PendingTest {
    @Inject
    ControlStore control;

    @Test
    void aPageThatAnotherIsHavingDreamedIsPromisedAtOnce() {
        String path = "spider/9/count-arms";
        Instant now = Instant.now();
        control.claim("lease#" + path, "another process", now, now.plusSeconds(60));
        given().get(ApiTest.STORIES + path)
                .then()
                .statusCode(202)
                .contentType("application/json")
                .header("Retry-After", "1")
                .header("Cache-Control", "no-store")
                .header("ETag", blankOrNullString())
                .body("status", equalTo("dreaming"))
                .body("path", equalTo(path))
                .body("retryAfterMs", greaterThan(0));
    }

    @Test
    void noKindOfPrefetchDreams() {
        for (Map.Entry<String, String> header : Map.of(
                        "Sec-Purpose", "prefetch;prerender", "Purpose", "prefetch", "X-Moz", "Prefetch")
                .entrySet()) {
            given().header(header.getKey(), header.getValue())
                    .get(ApiTest.STORIES + "spider/10/count-arms")
                    .then()
                    .statusCode(404);
        }
    }
}
