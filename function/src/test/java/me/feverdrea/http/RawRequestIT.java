package me.feverdrea.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The same on the packaged application. */
@QuarkusIntegrationTest
@TestProfile(ApiIT.FreshData.class)
class RawRequestIT extends RawRequestTest {}
