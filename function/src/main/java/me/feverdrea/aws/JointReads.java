package me.feverdrea.aws;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.feverdrea.story.Futures;

/**
 * One read for all who want the same at once: a crowd before one door costs a call now and then, not one for each of them. Who
 * comes while a read is under way takes part in the next, never in that one: it may have seen the table as it was before
 * somebody else read more.
 */
final class JointReads<K, V> {
    /** A read that takes so long is in trouble; the next one does not wait for it. */
    private static final long PATIENCE_MILLIS = 100;

    private final Map<K, Rounds<V>> rounds = new ConcurrentHashMap<>();

    private static final class Rounds<V> {
        private final Semaphore turn = new Semaphore(1);
        private CompletableFuture<V> forming;
        private int readers;
    }

    /**
     * What the supplier reads, or read for another who came at the same time.
     *
     * @throws RuntimeException as the supplier does, to all who take part
     */
    V read(K key, Supplier<V> store) {
        Rounds<V> at = rounds.compute(key, (same, there) -> {
            Rounds<V> entered = there == null ? new Rounds<>() : there;
            entered.readers++;
            return entered;
        });
        try {
            return read(at, store);
        } finally {
            rounds.compute(key, (same, there) -> --at.readers == 0 ? null : at);
        }
    }

    private V read(Rounds<V> at, Supplier<V> store) {
        CompletableFuture<V> round;
        boolean leads;
        synchronized (at) {
            leads = at.forming == null;
            if (leads) {
                at.forming = new CompletableFuture<>();
            }
            round = at.forming;
        }
        return leads ? lead(at, round, store) : Futures.value(round);
    }

    private V lead(Rounds<V> at, CompletableFuture<V> round, Supplier<V> store) {
        boolean inTurn = await(at.turn);
        try {
            synchronized (at) {
                at.forming = null;
            }
            V found = store.get();
            round.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            round.completeExceptionally(e);
            throw e;
        } finally {
            if (inTurn) {
                at.turn.release();
            }
        }
    }

    private static boolean await(Semaphore turn) {
        try {
            return turn.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
