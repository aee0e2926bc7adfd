package me.feverdrea.story;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The right to write a branch, for one request of all processes at a time. It only saves the money of writing a page twice:
 * that a page never changes rests on the branch store alone, which keeps the first text.
 */
final class Leases {
    private static final System.Logger LOG = System.getLogger(Leases.class.getName());
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final int RENEWALS = 3;

    private final ControlStore control;
    private final InstantSource clock;
    private final Duration length;
    private final ScheduledExecutorService renewals = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "lease");
        thread.setDaemon(true);
        return thread;
    });

    /** @param length zero for none: then every request writes for itself, and the first to finish is kept */
    Leases(ControlStore control, InstantSource clock, Duration length) {
        if (length.isNegative() || !length.isZero() && length.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "feverdream.lease is " + length + "; set it to 500ms or more, or to 0s for none");
        }
        this.control = control;
        this.clock = clock;
        this.length = length;
    }

    /** Whether the path is being written, by whomever. */
    boolean isHeld(StoryPath path) {
        return !length.isZero() && control.isClaimed(key(path), clock.instant());
    }

    /** Does the work while the lease on the path is held; empty if somebody else holds it. */
    <T> Optional<T> holding(StoryPath path, Supplier<T> work) {
        if (length.isZero()) {
            return Optional.of(work.get());
        }
        String key = key(path);
        String owner = UUID.randomUUID().toString();
        Instant now = clock.instant();
        return control.claim(key, owner, now, now.plus(length))
                ? Optional.of(renewed(key, owner, work))
                : Optional.empty();
    }

    private static String key(StoryPath path) {
        return "lease#" + path;
    }

    private <T> T renewed(String key, String owner, Supplier<T> work) {
        long pause = length.toMillis() / RENEWALS;
        ScheduledFuture<?> renewal =
                renewals.scheduleWithFixedDelay(() -> renew(key, owner), pause, pause, TimeUnit.MILLISECONDS);
        boolean mayRunOut = false;
        try {
            T done = work.get();
            // What is stored is never claimed again, so giving the lease back would be a write for nothing.
            mayRunOut = true;
            return done;
        } catch (StoreException e) {
            // Who asked should not wait for a store in trouble once more.
            mayRunOut = true;
            throw e;
        } finally {
            renewal.cancel(false);
            if (!mayRunOut) {
                release(key, owner);
            }
        }
    }

    private void renew(String key, String owner) {
        try {
            if (!control.renew(key, owner, clock.instant().plus(length))) {
                LOG.log(Level.DEBUG, "A lease ran out before its page was written");
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A lease was not renewed: {0}", e.getMessage());
        }
    }

    private void release(String key, String owner) {
        try {
            control.release(key, owner);
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "A lease was not given back and runs out by itself: {0}", e.getMessage());
        }
    }
}
