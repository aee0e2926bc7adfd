package me.feverdrea.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeCacheTest {
    private static final Optional<String> NOTHING_SAID = Optional.empty();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | public, max-age=86400, s-maxage=31536000, immutable | 31536000",
                "200 | public, max-age=60                                   | 60",
                "200 | public, s-maxage=99999999                            | 31536000",
                "200 | no-store                                             | 0",
                "200 | private, max-age=60                                  | 0",
                "202 | public, max-age=5                                    | 5",
                "202 | no-store                                             | 0",
                "404 | no-store                                             | 0",
                "404 | max-age=7                                            | 7",
                "400 | no-store                                             | 0",
                "400 | max-age=7                                            | 10",
                "503 | no-store                                             | 0"
            })
    void thisGamesDistributionKeepsWhatSaysSo(int status, String cacheControl, long seconds) {
        assertEquals(seconds, EdgeCache.ofThisGame().seconds("GET", status, Optional.of(cacheControl)));
    }

    @Test
    void aLeastTimeOverridesNoStore() {
        assertEquals(1, new EdgeCache(1, 0, 9, Map.of()).seconds("GET", 200, Optional.of("no-store")));
    }

    @Test
    void anErrorIsKeptTenSecondsUnlessTheDistributionSaysOtherwise() {
        EdgeCache unset = new EdgeCache(0, 0, 9, Map.of());
        assertEquals(10, unset.seconds("GET", 404, Optional.of("no-store")));
        assertEquals(10, unset.seconds("GET", 503, NOTHING_SAID));
        assertEquals(0, unset.seconds("GET", 400, NOTHING_SAID));
        assertEquals(0, EdgeCache.ofThisGame().seconds("GET", 404, NOTHING_SAID));
    }

    @Test
    void aPostIsNeverKept() {
        assertEquals(0, new EdgeCache(5, 5, 9, Map.of()).seconds("POST", 200, Optional.of("max-age=9")));
    }
}
