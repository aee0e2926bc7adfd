package me.feverdrea.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** The address at which the next pages are dreamed while one is read. */
@QuarkusTest
class AheadApiTest {
    private static final String AHEAD = "/api/ahead/";

    private static ValidatableResponse ahead(String path) {
        return given().get(AHEAD + path)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .header("ETag", blankOrNullString());
    }

    @Test
    void theNextPagesAreThereBeforeTheClickAndTheirTextIsOnlyAtTheirOwnAddress() {
        String page = "spider/11/count-arms";
        given().get(ApiTest.STORIES + page).then().statusCode(200);
        ahead(page)
                .body("path", equalTo(page))
                .body("children", not(hasSize(0)))
                .body("children[0].path", equalTo(page + ".1"))
                .body("children.status", everyItem(is("dreamed")))
                .body("children[0].text", nullValue());
        ahead(page).body("children.status", everyItem(is("stored")));
        given().get(ApiTest.STORIES + page + ".1").then().statusCode(200).body("provenance.attempts", not(equalTo(0)));
    }

    @Test
    void noKindOfPrefetchDreamsAhead() {
        given().get(ApiTest.STORIES + "spider/12/count-arms").then().statusCode(200);
        given().header("Sec-Purpose", "prefetch")
                .get(AHEAD + "spider/12/count-arms")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("children.status", everyItem(is("undreamed")));
        given().head(AHEAD + "spider/12/count-arms").then().statusCode(200);
        ahead("spider/12/count-arms").body("children.status", everyItem(is("dreamed")));
    }

    @Test
    void whereNobodyHasBeenThereIsNothingAhead() {
        for (String nowhere : new String[] {"spider/13/count-arms", "spider/13/nowhere", "no-story/1", "spider/999"}) {
            given().get(AHEAD + nowhere)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("next", not(blankOrNullString()));
        }
        given().get(AHEAD + "spider/1/5").then().statusCode(400);
        given().post(AHEAD + "spider/1").then().statusCode(405);
    }

    @Test
    void theListOfStoriesSaysWhetherPagesAreDreamedAhead() {
        given().get("/api/stories").then().body("ahead", is(true));
    }
}
