package me.feverdrea.story;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Who held a lease so long ago is taken to hold it still. Nobody who waits would ask again much sooner. */
    private static final Duration SEEN = Duration.ofMillis(250);

    private static final int REMEMBERED = 10_000;

    private final ControlStore control;
    private final InstantSource clock;
    private final Duration length;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();
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

    /** Whether the path is known to be being written, without asking: a crowd before one door must not drown the store. */
    boolean isKnownToBeHeld(StoryPath path) {
        String key = key(path);
        Instant when = seen.get(key);
        return wanted.contains(key) || when != null && clock.instant().isBefore(when.plus(SEEN));
    }

    /** The right to write a page, renewed by itself until it ends one way or the other. */
    final class Lease {
        private final String key;
        private final String owner;
        private final Optional<ScheduledFuture<?>> renewal;
        private boolean over;

        private Lease(String key, String owner, Optional<ScheduledFuture<?>> renewal) {
            this.key = key;
            this.owner = owner;
            this.renewal = renewal;
        }

        /** What is stored is never claimed again, so giving the lease back would be a write for nothing. */
        void runOut() {
            over = true;
            renewal.ifPresent(task -> task.cancel(false));
        }

        /** Lets others write at once, unless the lease runs out already. */
        void giveBack() {
            if (!over) {
                runOut();
                if (renewal.isPresent()) {
                    release(key, owner);
                }
            }
        }
    }

    /** Takes the lease on the path; empty if somebody else holds it. */
    Optional<Lease> take(StoryPath path) {
        String key = key(path);
        String owner = UUID.randomUUID().toString();
        if (length.isZero()) {
            return Optional.of(new Lease(key, owner, Optional.empty()));
        }
        Instant now = clock.instant();
        if (!control.claim(key, owner, now, now.plus(length))) {
            remember(key);
            return Optional.empty();
        }
        long pause = length.toMillis() / RENEWALS;
        return Optional.of(new Lease(
                key,
                owner,
                Optional.of(renewals.scheduleWithFixedDelay(
                        () -> renew(key, owner), pause, pause, TimeUnit.MILLISECONDS))));
    }

    /**
     * Does the work if nobody in this process is about to take or holds the lease on the path; else empty, without a word to
     * a store. Without leases everybody does it.
     */
    <T> Optional<T> alone(StoryPath path, Supplier<T> work) {
        String key = key(path);
        if (length.isZero()) {
            return Optional.of(work.get());
        }
        if (!wanted.add(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            wanted.remove(key);
        }
    }

    /** Does the work while the lease on the path is held; empty if somebody else holds it. */
    <T> Optional<T> holding(StoryPath path, Supplier<T> work) {
        return take(path).map(lease -> {
            try {
                T done = work.get();
                lease.runOut();
                return done;
            } catch (StoreException e) {
                // Who asked should not wait for a store in trouble once more.
                lease.runOut();
                throw e;
            } finally {
                lease.giveBack();
            }
        });
    }

    private void remember(String key) {
        if (seen.size() >= REMEMBERED) {
            seen.clear();
        }
        seen.put(key, clock.instant());
    }

    private static String key(StoryPath path) {
        return "lease#" + path;
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
