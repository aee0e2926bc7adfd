package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rounds of the scheduled night walker: bounded, within the day's budget, and for nobody who came by the edge. */
@QuarkusTest
@TestProfile(NightTest.ThreeARound.class)
class NightTest {
    private static final int BUDGET = 7;

    public static final class ThreeARound implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "feverdream.data",
                    "function/target/test-data/" + UUID.randomUUID(),
                    "feverdream.night.branches",
                    "3",
                    "aws.lambda.function.name",
                    "feverdream",
                    "feverdream.budget.day",
                    String.valueOf(BUDGET));
        }
    }

    private static ValidatableResponse round() {
        return given().contentType("application/json")
                .body("{}")
                .post("/night")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store");
    }

    @Test
    void aRoundDreamsNoMoreThanItMayAndTheNightNoMoreThanTheBudget() {
        for (String header : new String[] {"X-Forwarded-For", "CloudFront-Viewer-Address"}) {
            given().header(header, "203.0.113.7:1")
                    .post("/night")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
        given().get("/night").then().statusCode(405);
        round().body("dreamed", equalTo(3))
                .body("ended", equalTo("as many branches as were asked for are dreamed"))
                .body("opened", equalTo(3));
        int dreamed = 3;
        for (int again = 0; again < 3; again++) {
            dreamed += round().body("dreamed", lessThanOrEqualTo(3)).extract().<Integer>path("dreamed");
        }
        assertEquals(BUDGET, dreamed);
        round().body("dreamed", equalTo(0))
                .body("ended", equalTo("the budget of the day is spent, or dreaming is switched off"));
        given().get(ApiTest.STORIES + "spider/5/count-arms").then().statusCode(503);
    }
}
