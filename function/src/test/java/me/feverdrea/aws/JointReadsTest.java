package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JointReadsTest {
    private static final int CROWD = 200;
    private static final Set<Thread.State> BUSY =
            EnumSet.of(Thread.State.NEW, Thread.State.RUNNABLE, Thread.State.BLOCKED);

    private final JointReads<String, Integer> reads = new JointReads<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService readers = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        readers.shutdownNow();
    }

    /** Begins a read that ends when the latch is open, and returns once it is under way. */
    private Future<Integer> slow(CountDownLatch open) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<Integer> first = readers.submit(() -> reads.read("door", () -> {
            int call = calls.incrementAndGet();
            begun.countDown();
            await(open);
            return call;
        }));
        begun.await();
        return first;
    }

    private static void await(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns once each of them waits for a read, or has read. */
    private List<FutureTask<Integer>> crowd(int size, Supplier<Integer> store) throws InterruptedException {
        List<FutureTask<Integer>> crowd = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int reader = 0; reader < size; reader++) {
            FutureTask<Integer> task = new FutureTask<>(() -> reads.read("door", store));
            crowd.add(task);
            threads.add(new Thread(task, "reader"));
        }
        threads.forEach(Thread::start);
        while (threads.stream().map(Thread::getState).anyMatch(BUSY::contains)) {
            Thread.sleep(5);
        }
        return crowd;
    }

    @Test
    void nobodyIsToldWhatWasReadBeforeTheyAsked() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Future<Integer> first = slow(open);
        List<FutureTask<Integer>> crowd = crowd(CROWD, calls::incrementAndGet);
        open.countDown();
        assertEquals(1, first.get());
        for (FutureTask<Integer> reader : crowd) {
            assertTrue(reader.get() > 1, "a read of their own time");
        }
        assertTrue(calls.get() < CROWD / 4, calls + " reads for " + CROWD);
    }

    @Test
    void aReadThatHangsHoldsNobodyElseUp() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Future<Integer> first = slow(open);
        assertEquals(
                2,
                readers.submit(() -> reads.read("door", calls::incrementAndGet)).get(5, TimeUnit.SECONDS));
        open.countDown();
        assertEquals(1, first.get());
    }

    @Test
    void differentPlacesHaveNothingToDoWithEachOther() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Future<Integer> first = slow(open);
        assertEquals(7, reads.read("another door", () -> 7));
        open.countDown();
        first.get();
    }

    @Test
    void aFailureIsToldToAllWhoTookPartAndNobodyLater() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Future<Integer> first = slow(open);
        AtomicInteger failed = new AtomicInteger();
        List<FutureTask<Integer>> crowd = crowd(20, () -> {
            failed.incrementAndGet();
            throw new IllegalArgumentException("no table");
        });
        open.countDown();
        first.get();
        for (FutureTask<Integer> reader : crowd) {
            assertEquals(
                    "no table",
                    assertThrows(ExecutionException.class, reader::get)
                            .getCause()
                            .getMessage());
        }
        assertTrue(failed.get() < 20, failed + " reads for 20");
        assertEquals(7, reads.read("door", () -> 7));
    }
}
