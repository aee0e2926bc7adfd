package me.feverdrea.inference;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What is done on another thread fails as it would on this one. */
final class Futures {
    private Futures() {}

    static <T> T value(CompletableFuture<T> future) {
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
