package me.feverdrea.story;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import me.feverdrea.story.RefusedException.Reason;

/** One branch is written at a time in a process, because the engine takes all cores; others wait, but not all of them. */
final class Pen {
    /** Requests that may have pages dreamed ahead at once; they are in no hurry, but each holds a thread. */
    private static final int AHEAD = 4;

    private final ReentrantLock pen = new ReentrantLock(true);
    private final AtomicInteger readers = new AtomicInteger();
    private final Semaphore chairs;
    private final Semaphore stools = new Semaphore(AHEAD);
    private final Duration patience;

    /**
     * @param patience time that one waits
     * @param waiting how many may wait at once; each holds a thread, and reads need some too
     */
    Pen(Duration patience, int waiting) {
        this.patience = patience;
        this.chairs = new Semaphore(waiting + 1);
    }

    /** @throws RefusedException if it is not this one's turn in time */
    <T> T inTurn(StoryPath path, Supplier<T> work) {
        return seated(path, chairs, () -> {
            readers.incrementAndGet();
            boolean mine;
            try {
                mine = take();
            } finally {
                readers.decrementAndGet();
            }
            return held(path, mine, work);
        });
    }

    /**
     * Work that nobody is waiting for yet. It has to {@link #giveWay} again and again.
     *
     * @throws RefusedException if it is not this one's turn in time
     */
    <T> T betweenTurns(StoryPath path, Supplier<T> work) {
        return seated(path, stools, () -> held(path, take(), work));
    }

    /** Lets the readers who wait for the pen go first, and returns when it is this one's turn again. */
    void giveWay() {
        if (readers.get() > 0) {
            // The lock is fair: who waits already has it before this one gets it back.
            pen.unlock();
            pen.lock();
        }
    }

    /**
     * Waits for something that another thread here is about to finish.
     *
     * @throws RefusedException if there are too many who wait
     */
    <T> T waiting(StoryPath path, Supplier<T> wait) {
        return seated(path, chairs, wait);
    }

    private boolean take() {
        try {
            return pen.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> T held(StoryPath path, boolean mine, Supplier<T> work) {
        if (!mine) {
            throw busy(path);
        }
        try {
            return work.get();
        } finally {
            pen.unlock();
        }
    }

    private static <T> T seated(StoryPath path, Semaphore seats, Supplier<T> work) {
        if (!seats.tryAcquire()) {
            throw busy(path);
        }
        try {
            return work.get();
        } finally {
            seats.release();
        }
    }

    private static RefusedException busy(StoryPath path) {
        return new RefusedException(
                Reason.BUSY, path.toString(), "too many dreams are being written", "ask again in a few seconds");
    }
}
