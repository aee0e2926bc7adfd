package me.feverdrea.inference;

import java.util.Arrays;

/** Which two tokens merge into which, and in what order of precedence. Open addressing: no boxed number per merge. */
final class MergeTable {
    static final int NONE = -1;
    private static final long EMPTY = -1;

    private final long[] pairs;
    private final int[] ranks;
    private final int[] merged;
    private final int mask;
    private int size;

    MergeTable(int merges) {
        int slots = Integer.highestOneBit(Math.max(8, merges) * 2) * 2;
        pairs = new long[slots];
        Arrays.fill(pairs, EMPTY);
        ranks = new int[slots];
        merged = new int[slots];
        mask = slots - 1;
    }

    /** Adds the next merge in order of precedence. */
    void add(int left, int right, int result) {
        if (size >= pairs.length / 2) {
            throw new IllegalStateException("more merges than were announced: " + size);
        }
        int slot = slot(pair(left, right));
        if (pairs[slot] == EMPTY) {
            pairs[slot] = pair(left, right);
            ranks[slot] = size;
            merged[slot] = result;
        }
        size++;
    }

    /** Precedence of a merge, least first, or {@link #NONE}. */
    int rank(int left, int right) {
        int slot = slot(pair(left, right));
        return pairs[slot] == EMPTY ? NONE : ranks[slot];
    }

    int merged(int left, int right) {
        return merged[slot(pair(left, right))];
    }

    private int slot(long pair) {
        long mixed = pair * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (pairs[slot] != EMPTY && pairs[slot] != pair) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }
}
