package me.feverdrea.harness;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which answers the edge would keep, and for how long, by CloudFront's documented rules: "Managing how long content stays in
 * the cache" and "How CloudFront processes HTTP 4xx and 5xx status codes from your origin".
 *
 * @param minTtl seconds that everything but an error is kept at least, whatever it says of itself
 * @param defaultTtl seconds for what says nothing
 * @param maxTtl seconds at most
 * @param errorTtls by status, seconds that an error is kept at least; 10 where it is not set
 */
record EdgeCache(long minTtl, long defaultTtl, long maxTtl, Map<Integer, Long> errorTtls) {
    private static final long UNSET_ERROR_TTL = 10;

    /** Errors that are kept whatever they say of themselves; the others only with an age. */
    private static final Set<Integer> KEPT_ERRORS = Set.of(404, 414, 500, 501, 502, 503, 504);

    /** As the distribution of this game is set up. */
    static EdgeCache ofThisGame() {
        Map<Integer, Long> errors = new HashMap<>();
        KEPT_ERRORS.forEach(status -> errors.put(status, 0L));
        return new EdgeCache(0, 0, 31_536_000, errors);
    }

    /** Seconds that an answer to a request would be served to others; 0 is never. */
    long seconds(String method, int status, Optional<String> cacheControl) {
        if (!method.equals("GET") && !method.equals("HEAD") || status < 200) {
            return 0;
        }
        Map<String, String> directives = directives(cacheControl.orElse(""));
        Optional<Long> age = Optional.ofNullable(directives.get("s-maxage"))
                .or(() -> Optional.ofNullable(directives.get("max-age")))
                .map(Long::parseLong);
        boolean forbidden = directives.containsKey("no-store")
                || directives.containsKey("no-cache")
                || directives.containsKey("private");
        if (status >= 400) {
            long least = errorTtls.getOrDefault(status, UNSET_ERROR_TTL);
            if (!KEPT_ERRORS.contains(status) && age.isEmpty()) {
                return 0;
            }
            return forbidden ? least : Math.max(least, age.orElse(0L));
        }
        if (forbidden) {
            return minTtl;
        }
        return Math.max(minTtl, Math.min(maxTtl, age.orElse(defaultTtl)));
    }

    private static Map<String, String> directives(String header) {
        Map<String, String> directives = new HashMap<>();
        for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
            String[] pair = part.strip().split("=", 2);
            directives.put(pair[0], pair.length > 1 ? pair[1].replace("\"", "") : "");
        }
        return directives;
    }
}
