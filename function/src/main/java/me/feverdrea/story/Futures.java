package me.feverdrea.story;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What is done on another thread fails as it would on this one. */
public final class Futures {
    private Futures() {}

    /** What it comes to; an exception that ended it is thrown as it was. */
    public static <T> T value(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
