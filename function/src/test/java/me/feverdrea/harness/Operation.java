package me.feverdrea.harness;

import java.util.Map;
import java.util.Optional;

/**
 * One request of a client and what came of it, by the harness's own clock.
 *
 * @param game number of the process that was asked
 * @param path story path, or the whole path where it is none
 * @param start just before it was sent, end just after the answer was read, {@link System#nanoTime()}
 * @param status 0: no answer, since the connection broke; -1: no answer in time
 * @param headers in lower case
 * @param body SHA-256 of the bytes
 * @param page what a 200 of a branch said
 */
record Operation(
        String client,
        int game,
        String method,
        String path,
        long start,
        long end,
        int status,
        Map<String, String> headers,
        String body,
        Optional<Page> page) {

    /** What a reader sees, and when it was made. */
    record Page(String origin, String text, String createdAt) {}

    boolean isDreamed() {
        return status == 200
                && page.filter(seen -> seen.origin().equals("dreamed")).isPresent();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    double millis() {
        return (end - start) / 1e6;
    }

    @Override
    public String toString() {
        return client + ": " + method + ' ' + path + " at game " + game + " answered " + status;
    }
}
