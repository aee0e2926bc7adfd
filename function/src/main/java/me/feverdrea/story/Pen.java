package me.feverdrea.story;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One branch is written at a time in a process, because the engine takes all cores; others wait, but not all of them. */
final class Pen {
    private final ReentrantLock pen = new ReentrantLock(true);
    private final Semaphore chairs;
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
        if (!chairs.tryAcquire()) {
            throw busy(path);
        }
        boolean mine = false;
        try {
            mine = pen.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (mine) {
                return work.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                pen.unlock();
            }
            chairs.release();
        }
        throw busy(path);
    }

    private static RefusedException busy(StoryPath path) {
        return new RefusedException(
                RefusedException.Reason.BUSY,
                path.toString(),
                "too many dreams are being written",
                "ask again in a few seconds");
    }
}
