package me.feverdrea.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.UUID;

/** The laws of the API on the packaged application, where a real model writes. */
@QuarkusIntegrationTest
@TestProfile(ApiIT.FreshData.class)
class ApiIT extends ApiTest {

    public static final class FreshData implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("feverdream.data", "function/target/test-data/" + UUID.randomUUID());
        }
    }
}
