package me.feverdrea.story;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The pages that this process is dreaming ahead, and who came for one of them in the meantime. */
final class Underway {
    private static final class Coming {
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();
    }

    private final Map<StoryPath, Coming> coming = new ConcurrentHashMap<>();

    void begin(StoryPath path) {
        coming.put(path, new Coming());
    }

    /** Tells all who wait for the page that it is stored, or that they have to see to it themselves. */
    void end(StoryPath path) {
        Coming ended = coming.remove(path);
        if (ended != null) {
            ended.over.countDown();
        }
    }

    boolean includes(StoryPath path) {
        return coming.containsKey(path);
    }

    boolean isAwaited(StoryPath path) {
        Coming at = coming.get(path);
        return at != null && at.waiting.get() > 0;
    }

    boolean isAnyAwaited() {
        return coming.values().stream().anyMatch(at -> at.waiting.get() > 0);
    }

    /** Waits until the dreaming of the page is over; returns whether it is. */
    boolean await(StoryPath path, Duration patience) {
        Coming at = coming.get(path);
        if (at == null) {
            return true;
        }
        at.waiting.incrementAndGet();
        try {
            return at.over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            at.waiting.decrementAndGet();
        }
    }
}
