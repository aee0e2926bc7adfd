package me.feverdrea.story;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Leases and budgets in memory. */
final class MemoryControlStore implements ControlStore {
    private record Held(String owner, Instant until) {}

    private final Map<String, Held> held = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    private int writes;
    private int claims;
    private volatile Runnable beforeClaims = () -> {};

    /** What a claim waits for, as for a slow network. */
    void beforeClaims(Runnable wait) {
        beforeClaims = wait;
    }

    synchronized int claims() {
        return claims;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public boolean claim(String key, String owner, Instant now, Instant until) {
        beforeClaims.run();
        return claimNow(key, owner, now, until);
    }

    private synchronized boolean claimNow(String key, String owner, Instant now, Instant until) {
        writes++;
        claims++;
        Held before = held.get(key);
        if (before != null && !before.until().isBefore(now) && !before.owner().equals(owner)) {
            return false;
        }
        held.put(key, new Held(owner, until));
        return true;
    }

    @Override
    public synchronized boolean isClaimed(String key, Instant now) {
        return held.containsKey(key) && !held.get(key).until().isBefore(now);
    }

    @Override
    public synchronized boolean renew(String key, String owner, Instant until) {
        writes++;
        Held before = held.get(key);
        if (before == null || !before.owner().equals(owner)) {
            return false;
        }
        held.put(key, new Held(owner, until));
        return true;
    }

    @Override
    public synchronized void release(String key, String owner) {
        writes++;
        held.computeIfPresent(key, (same, before) -> before.owner().equals(owner) ? null : before);
    }

    @Override
    public synchronized boolean spend(String key, int limit, Instant expires) {
        writes++;
        int count = counts.getOrDefault(key, 0);
        if (count >= limit) {
            return false;
        }
        counts.put(key, count + 1);
        return true;
    }

    @Override
    public synchronized String keep(String key, String value, Instant expires) {
        writes++;
        String before = values.putIfAbsent(key, value);
        return before == null ? value : before;
    }
}
