package me.feverdrea.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Does things at once. */
final class Crowd {
    private Crowd() {}

    /** All at once; the answers in the order of the tasks. */
    static <T> List<T> each(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, tasks.size()), task -> {
            // A small stack: there may be a thousand.
            Thread thread = new Thread(null, task, "crowd", 256 << 10);
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }

    /** The same task for each of {@code size}, who all begin when the last of them is there. */
    static <T> List<T> together(int size, IntFunction<Callable<T>> task) throws Exception {
        CountDownLatch gate = new CountDownLatch(size);
        return each(IntStream.range(0, size)
                .<Callable<T>>mapToObj(number -> () -> {
                    gate.countDown();
                    gate.await();
                    return task.apply(number).call();
                })
                .toList());
    }
}
