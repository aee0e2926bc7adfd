package me.feverdrea.harness;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Holds every answer of every leg that was not 200 up to the edge's rules. */
final class EdgeReplay {
    private final EdgeCache edge = EdgeCache.ofThisGame();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();

    void replay(Collection<Operation> history) {
        for (Operation operation : history) {
            replay(operation.method(), operation.status(), operation.header("cache-control"));
        }
    }

    /** A 304 renews what the edge has already; it is no answer of its own. */
    void replay(String method, int status, Optional<String> cacheControl) {
        if (status < 200 || status == 200 || status == 304) {
            return;
        }
        answers.incrementAndGet();
        if (edge.seconds(method, status, cacheControl) > 0 && kept.incrementAndGet() <= 10) {
            System.err.println("edge: would keep " + method + ' ' + status + " with " + cacheControl);
        }
    }

    Figure figure() {
        return new Figure(
                "never cacheable",
                "all answers of all legs but 200 and 304, through the edge's rules: " + answers,
                kept + " stored",
                "0 stored",
                kept.get() == 0 && answers.get() > 0);
    }
}
