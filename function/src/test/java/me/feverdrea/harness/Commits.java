package me.feverdrea.harness;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the proxies saw of branches being written: each try, and when the one that was kept could first be read. */
final class Commits implements FaultProxy.Watch {
    private final Map<String, Long> kept = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();

    @Override
    public void carriedOut(Call call, int status, long forwarded) {
        call.commits().ifPresent(path -> {
            tries.computeIfAbsent(path, key -> new AtomicInteger()).incrementAndGet();
            if (status == 200) {
                kept.putIfAbsent(path, forwarded);
            }
        });
    }

    /** By path, the moment before which nobody can have read it, by {@link System#nanoTime()}. */
    Map<String, Long> kept() {
        return kept;
    }

    int tries(String path) {
        return Optional.ofNullable(tries.get(path)).map(AtomicInteger::get).orElse(0);
    }
}
