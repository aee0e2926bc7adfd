package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every control store promises. Each test uses keys of its own, so that a store may be shared. */
public abstract class ControlStoreContract {
    private static final Instant NOW = Instant.now();
    private static final Instant SOON = NOW.plusSeconds(2);
    private static final Instant LATER = NOW.plusSeconds(60);

    /** A store over the same data as any other that this returns, as another process has it. */
    protected abstract ControlStore store();

    @Test
    void aClaimedKeyIsNobodyElsesUntilItsTimeIsOver() {
        ControlStore store = store();
        assertFalse(store.isClaimed("lease#a", NOW));
        assertTrue(store.claim("lease#a", "one", NOW, SOON));
        assertTrue(store().isClaimed("lease#a", SOON));
        assertFalse(store().isClaimed("lease#a", SOON.plusMillis(1)));
        assertFalse(store().claim("lease#a", "two", NOW, LATER));
        assertFalse(store.claim("lease#a", "two", SOON, LATER), "to its last millisecond");
        assertTrue(store.claim("lease#a", "two", SOON.plusMillis(1), LATER));
        assertFalse(store.claim("lease#a", "one", SOON.plusMillis(1), LATER));
    }

    @Test
    void whoseReplyWasLostClaimsAgain() {
        assertTrue(store().claim("lease#again", "one", NOW, SOON));
        assertTrue(store().claim("lease#again", "one", NOW, SOON));
    }

    @Test
    void onlyTheOwnerRenews() {
        ControlStore store = store();
        assertFalse(store.renew("lease#renewed", "one", SOON));
        assertTrue(store.claim("lease#renewed", "one", NOW, SOON));
        assertTrue(store.renew("lease#renewed", "one", LATER));
        assertFalse(store.claim("lease#renewed", "two", SOON.plusMillis(1), LATER));
        assertFalse(store.renew("lease#renewed", "two", LATER));
        assertTrue(store.claim("lease#renewed", "two", LATER.plusMillis(1), LATER.plusSeconds(1)));
        assertFalse(store.renew("lease#renewed", "one", LATER), "it was taken over");
    }

    @Test
    void onlyTheOwnerGivesBack() {
        ControlStore store = store();
        store.release("lease#back", "one");
        assertTrue(store.claim("lease#back", "one", NOW, LATER));
        store.release("lease#back", "two");
        assertFalse(store.claim("lease#back", "two", NOW, LATER));
        store.release("lease#back", "one");
        assertTrue(store.claim("lease#back", "two", NOW, LATER));
    }

    @Test
    void ofManyClaimantsOneGetsTheKey() throws InterruptedException {
        AtomicInteger won = new AtomicInteger();
        List<ControlStore> stores = List.of(store(), store());
        atOnce(24, i -> {
            if (stores.get(i % 2).claim("lease#race", "owner " + i, NOW, LATER)) {
                won.incrementAndGet();
            }
        });
        assertEquals(1, won.get());
    }

    @Test
    void aCounterNeverPassesItsLimit() throws InterruptedException {
        AtomicInteger spent = new AtomicInteger();
        List<ControlStore> stores = List.of(store(), store());
        atOnce(24, i -> {
            if (stores.get(i % 2).spend("budget#race", 10, LATER)) {
                spent.incrementAndGet();
            }
        });
        assertEquals(10, spent.get());
        assertFalse(store().spend("budget#race", 10, LATER));
        assertTrue(store().spend("budget#race", 11, LATER), "a raised limit counts at once");
        assertFalse(store().spend("budget#none", 0, LATER));
    }

    @Test
    void theFirstValueStays() throws InterruptedException {
        Set<String> kept = ConcurrentHashMap.newKeySet();
        List<ControlStore> stores = List.of(store(), store());
        atOnce(12, i -> kept.add(stores.get(i % 2).keep("salt#race", "value " + i, LATER)));
        assertEquals(1, kept.size());
        assertEquals(kept, Set.of(store().keep("salt#race", "too late", LATER)));
    }

    private static void atOnce(int many, IntConsumer work) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, many)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        go.await();
                        work.accept(i);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
