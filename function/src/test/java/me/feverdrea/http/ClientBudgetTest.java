package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A client has its share of the day, whatever it says about itself. */
@QuarkusTest
@TestProfile(ClientBudgetTest.OneEach.class)
class ClientBudgetTest {
    public static final class OneEach implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "feverdream.data",
                    "function/target/test-data/" + UUID.randomUUID(),
                    "feverdream.budget.client",
                    "1");
        }
    }

    @Test
    void noHeaderOfItsOwnMakesAClientAnother() {
        given().get(ApiTest.STORIES + "spider/2/count-arms").then().statusCode(200);
        for (String forged : List.of(
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Real-IP",
                "Forwarded",
                "Via",
                "True-Client-IP",
                "CF-Connecting-IP",
                "CloudFront-Viewer-Address")) {
            given().header(forged, forged.equals("Forwarded") ? "for=203.0.113.7" : "203.0.113.7:1")
                    .get(ApiTest.STORIES + "spider/3/count-arms")
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Cache-Control", "no-store")
                    .header("Retry-After", matchesPattern("[1-9][0-9]{0,4}"))
                    .body("detail", startsWith("No more is dreamed here tonight"))
                    .body("next", not(blankOrNullString()));
        }
        given().get(ApiTest.STORIES + "spider/2/count-arms").then().statusCode(200);
        given().get(ApiTest.STORIES + "spider/3").then().statusCode(200);
    }
}
