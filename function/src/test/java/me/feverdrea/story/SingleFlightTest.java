package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who writes when many ask for the same page at once. Two dreamers over the same stores are two processes. */
class SingleFlightTest extends WellStory {
    private static final String DOOR = "well/1/lift-the-lid";

    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);

    /** Makes the next writing wait, and gives it to a thread of its own. */
    private Thread slowReader(Dreamer dreamer) throws InterruptedException {
        writer.write(ask -> {
            writing.countDown();
            try {
                finish.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ScriptedWriter.draft(
                    "You lift it, and the dark below is warm and breathes.", FinishReason.NEXT_CHOICE);
        });
        Thread reader = new Thread(() -> dreamer.page(StoryPath.parse(DOOR), READER));
        reader.start();
        writing.await();
        return reader;
    }

    @Test
    void theSecondToAskIsToldAtOnceThatItIsBeingDreamed() throws Exception {
        Thread first = slowReader(dreamer);
        Dreamer otherProcess = dreamer(Duration.ofSeconds(5), 32);
        for (Dreamer asked : List.of(dreamer, otherProcess)) {
            Page.Pending pending = assertInstanceOf(Page.Pending.class, asked.page(StoryPath.parse(DOOR), READER));
            assertTrue(pending.retryAfter().toMillis() > 0);
        }
        finish.countDown();
        first.join();
        assertInstanceOf(Page.Dreamed.class, otherProcess.page(StoryPath.parse(DOOR), READER));
        assertEquals(1, writer.written());
    }

    @Test
    void aCrowdBeforeOneDoorAsksForTheLeaseOnceInAWhile() throws Exception {
        Thread first = slowReader(dreamer);
        Dreamer otherProcess = dreamer(Duration.ofSeconds(5), 32);
        int before = control.writes();
        Instant began = Instant.now();
        for (int asked = 0; asked < 100; asked++) {
            assertInstanceOf(Page.Pending.class, page(DOOR), "the process that writes");
            assertInstanceOf(Page.Pending.class, otherProcess.page(StoryPath.parse(DOOR), READER), "another");
        }
        long quarters = Duration.between(began, Instant.now()).toMillis() / 250;
        assertTrue(control.writes() - before <= 1 + quarters, control.writes() + " claims");
        finish.countDown();
        first.join();
        assertInstanceOf(Page.Dreamed.class, otherProcess.page(StoryPath.parse(DOOR), READER));
    }

    @Test
    void aCrowdThatComesAtOnceMakesOneClaimOfEachProcess() throws Exception {
        CountDownLatch claiming = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        control.beforeClaims(() -> {
            claiming.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread first = new Thread(() -> page(DOOR));
        first.start();
        claiming.await();
        for (int asked = 0; asked < 100; asked++) {
            assertInstanceOf(Page.Pending.class, page(DOOR), "before anybody has the lease");
        }
        goOn.countDown();
        first.join();
        assertInstanceOf(Page.Dreamed.class, page(DOOR));
        assertEquals(1, control.claims());
    }

    @Test
    void aLeaseLastsAsLongAsTheWritingDoes() throws Exception {
        dreamer = dreamer(Duration.ofSeconds(5), 32, Duration.ofMillis(1500), Allowance.UNLIMITED);
        Thread first = slowReader(dreamer);
        Instant end = Instant.now().plusMillis(3600);
        while (Instant.now().isBefore(end)) {
            assertInstanceOf(Page.Pending.class, page(DOOR));
            Thread.sleep(50);
        }
        finish.countDown();
        first.join();
        assertEquals(1, writer.written());
    }

    @Test
    void whatAProcessDiedOverIsWrittenByTheNextToAskAfterTheLease() {
        Instant now = Instant.now();
        control.claim("lease#" + DOOR, "dead", now, now.plusMillis(200));
        assertInstanceOf(Page.Pending.class, page(DOOR));
        Page page = page(DOOR);
        while (page instanceof Page.Pending) {
            page = page(DOOR);
        }
        assertInstanceOf(Page.Dreamed.class, page);
        assertTrue(Instant.now().isBefore(now.plusSeconds(2)));
    }

    @Test
    void whoWakesAfterItsLeaseTellsWhatAnotherWrote() throws Exception {
        Branch[] told = new Branch[1];
        writer.write(ask -> {
            // While this one stands still, another takes its lease over and commits.
            store.commit(BranchStoreContract.branch(DOOR, "The other was first."));
            return ScriptedWriter.draft(
                    "You lift it, and the dark below is warm and breathes.", FinishReason.NEXT_CHOICE);
        });
        told[0] = dream(DOOR);
        assertEquals("The other was first.", told[0].text());
        assertEquals("The other was first.", dream(DOOR).text());
    }

    @Test
    void aFailedWritingGivesItsLeaseBack() {
        writer.write(ask -> {
            throw new BundleException("no model");
        });
        assertThrows(BundleException.class, () -> page(DOOR));
        assertThrows(BundleException.class, () -> page(DOOR), "and not Pending");
    }

    @Test
    void ofManyReadersInManyProcessesOneWritesAndAllGetTheSameText() throws Exception {
        Set<String> texts = ConcurrentHashMap.newKeySet();
        AtomicInteger pending = new AtomicInteger();
        atOnce(texts, pending, Duration.ofSeconds(30));
        assertEquals(1, writer.written());
        assertEquals(1, store.size());
        assertEquals(1, texts.size());
    }

    @Test
    void withoutLeasesManyWriteAndAllGetTheSameText() throws Exception {
        Set<String> texts = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        AtomicInteger number = new AtomicInteger();
        writer.write(ask -> {
            all.countDown();
            try {
                all.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ScriptedWriter.draft(
                    "You hold still and count to " + number.incrementAndGet() + " before it moves.",
                    FinishReason.NEXT_CHOICE);
        });
        atOnce(texts, new AtomicInteger(), Duration.ZERO);
        assertEquals(3, writer.written());
        assertEquals(1, texts.size());
    }

    private void atOnce(Set<String> texts, AtomicInteger pending, Duration lease) throws InterruptedException {
        List<Dreamer> processes = IntStream.range(0, 3)
                .mapToObj(i -> dreamer(Duration.ofSeconds(5), 32, lease, Allowance.UNLIMITED))
                .toList();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 18)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        go.await();
                        Page page = processes.get(i % 3).page(StoryPath.parse(DOOR), READER);
                        while (page instanceof Page.Pending) {
                            pending.incrementAndGet();
                            Thread.sleep(5);
                            page = processes.get(i % 3).page(StoryPath.parse(DOOR), READER);
                        }
                        texts.add(((Page.Dreamed) page).branch().text());
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

    @Test
    void aPlaceThatNobodyCanReachCostsTwoReadsAndNoWriteAtMost() {
        dream(DOOR);
        int before = store.reads();
        int writes = control.writes();
        for (String nowhere :
                List.of("well/1/climb", DOOR + ".4", DOOR + ".1.2.3.1.2.3", "well/1/no.1.1.1.1.1.1.1.1")) {
            assertEquals(RefusedException.Reason.ABSENT, refused(nowhere));
            assertTrue(store.reads() - before <= 2, nowhere + " cost " + (store.reads() - before));
            before = store.reads();
        }
        assertEquals(writes, control.writes());
    }
}
