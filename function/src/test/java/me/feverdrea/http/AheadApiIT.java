package me.feverdrea.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The laws of dreaming ahead on the packaged application, where the real model writes the children side by side. */
@QuarkusIntegrationTest
@TestProfile(ApiIT.FreshData.class)
class AheadApiIT extends AheadApiTest {}
