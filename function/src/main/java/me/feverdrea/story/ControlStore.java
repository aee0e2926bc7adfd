package me.feverdrea.story;

import java.time.Instant;

/**
 * Short-lived notes that processes share: leases, counters, values of a day. All of it may be lost without any text being
 * lost or changed. Safe for concurrent callers and processes; a call whose reply was lost may be made again.
 */
public interface ControlStore {

    /**
     * Takes the key, unless another owner has it and his time is not over.
     *
     * @param now by the caller's clock; clocks may differ
     * @return whether the owner has it now
     */
    boolean claim(String key, String owner, Instant now, Instant until);

    /** Whether anybody has the key now. */
    boolean isClaimed(String key, Instant now);

    /** Keeps the key until later, if the owner still has it; returns whether he has. */
    boolean renew(String key, String owner, Instant until);

    /** Gives the key back, if the owner still has it. */
    void release(String key, String owner);

    /**
     * Counts one more under the key, but never beyond the limit. A lost reply may count one too many, never one too few.
     *
     * @param expires when the count may be forgotten
     * @return whether there was one left
     */
    boolean spend(String key, int limit, Instant expires);

    /**
     * Keeps the value under the key unless there is one.
     *
     * @return the value that is kept now: this one, or the one that came first
     */
    String keep(String key, String value, Instant expires);
}
