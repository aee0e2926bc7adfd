package me.feverdrea.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The laws of the map on the packaged application. */
@QuarkusIntegrationTest
@TestProfile(ApiIT.FreshData.class)
class MapIT extends MapTest {}
