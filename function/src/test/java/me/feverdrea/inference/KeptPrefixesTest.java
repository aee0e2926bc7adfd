package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of recent branches, and for how long. */
class KeptPrefixesTest {
    private static final int TOKENS = 100;

    private KvCache kv;
    private KeptPrefixes kept;

    @BeforeEach
    void makeRoomForThree() {
        kv = new KvCache(ShippedBundle.store().manifest(), 2);
        kept = new KeptPrefixes(kv, 3 * kv.bytes(TOKENS) + 1);
    }

    private static int[] branch(long seed) {
        return new SplittableRandom(seed).ints(TOKENS, 0, 1_000).toArray();
    }

    private void keep(int[] ids) {
        kv.cut(0, 0);
        kv.appended(0, ids, 0, ids.length);
        kept.keep(0);
    }

    private int restored(int[] ids) {
        return kept.restore(1, ids, 0);
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        for (int seed = 1; seed <= 3; seed++) {
            keep(branch(seed));
        }
        assertEquals(TOKENS, restored(branch(1)));
        keep(branch(4));
        assertEquals(0, restored(branch(2)), "used longest ago");
        for (int seed : new int[] {1, 3, 4}) {
            assertEquals(TOKENS, restored(branch(seed)), "branch " + seed);
        }
    }

    @Test
    void neverMoreIsKeptThanThereIsRoomFor() {
        for (int seed = 1; seed <= 50; seed++) {
            keep(Arrays.copyOf(branch(seed), 1 + 2 * seed % TOKENS));
            assertTrue(kept.bytes() <= 3 * kv.bytes(TOKENS) + 1, kept.bytes() + " bytes");
        }
        KeptPrefixes nothing = new KeptPrefixes(kv, 0);
        nothing.keep(0);
        assertEquals(0, nothing.bytes());
    }

    @Test
    void aBranchAndItsParentTakeThePlaceOfOne() {
        int[] child = branch(1);
        keep(Arrays.copyOf(child, 60));
        keep(child);
        assertEquals(kv.bytes(TOKENS), kept.bytes());
        keep(Arrays.copyOf(child, 60));
        assertEquals(kv.bytes(TOKENS), kept.bytes());
        assertEquals(60, restored(concat(Arrays.copyOf(child, 60), branch(2))));
    }

    @Test
    void whatARowHoldsAlreadyIsNotBrought() {
        keep(branch(1));
        assertEquals(TOKENS, kept.restore(1, branch(1), TOKENS));
        assertEquals(0, kv.length(1));
    }

    private static int[] concat(int[] head, int[] tail) {
        TokenSequence both = new TokenSequence(head);
        both.append(tail);
        return both.toArray();
    }
}
