package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import java.util.Arrays;
import java.util.SplittableRandom;
import me.feverdrea.story.ModelBundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a row came to hold its tokens never shows in its logits: they are the same to the last bit. */
class Gpt2SessionTest {
    private static Gpt2Session used;
    private static Gpt2Session other;
    private static int context;
    private static int vocabulary;

    @BeforeAll
    static void open() {
        ModelBundle bundle = ShippedBundle.open();
        used = new Gpt2Session(OrtEnvironment.getEnvironment(), bundle, ShippedBundle.ENGINE, 4);
        other = new Gpt2Session(OrtEnvironment.getEnvironment(), bundle, ShippedBundle.ENGINE, 4);
        context = used.context();
        vocabulary = used.vocabulary();
    }

    @AfterAll
    static void close() {
        used.close();
        other.close();
    }

    @Test
    void aKeptPrefixGivesTheLogitsOfAFreshPrefill() {
        int[] parent = tokens(1, 200);
        int[] child = concat(parent, tokens(2, 12));
        used.prefill(0, parent);
        used.prefill(0, child);
        assertArrayEquals(fresh(child), logits(used, 0));
    }

    @Test
    void everyCutOfThePrefixGivesTheSameLogits() {
        int[] ids = tokens(3, 80);
        float[] expected = fresh(ids);
        for (int cut : new int[] {1, 2, 7, 31, 32, 33, 64, 78, 79}) {
            used.prefill(0, tokens(4, 5));
            used.prefill(0, Arrays.copyOf(ids, cut));
            used.prefill(0, ids);
            assertArrayEquals(expected, logits(used, 0), "cut at " + cut);
        }
    }

    @Test
    void decodeStepsGiveTheLogitsOfAPrefill() {
        int[] ids = tokens(5, 60);
        used.prefill(0, Arrays.copyOf(ids, 20));
        for (int i = 20; i < ids.length; i++) {
            used.decodeStep(ids[i]);
            assertArrayEquals(fresh(Arrays.copyOf(ids, i + 1)), logits(used, 0), "after " + (i + 1) + " tokens");
        }
    }

    @Test
    void anAbandonedContinuationLeavesNoTrace() {
        int[] prompt = tokens(6, 100);
        used.prefill(0, prompt);
        for (int id : tokens(7, 40)) {
            used.decodeStep(id);
        }
        used.prefill(0, prompt);
        assertArrayEquals(fresh(prompt), logits(used, 0));
        int[] again = concat(prompt, tokens(8, 3));
        used.decodeStep(again[100]);
        used.decodeStep(again[101]);
        used.decodeStep(again[102]);
        assertArrayEquals(fresh(again), logits(used, 0));
    }

    @Test
    void aShorterPromptIsCutFromALongerOne() {
        int[] ids = tokens(9, 90);
        used.prefill(0, ids);
        used.prefill(0, Arrays.copyOf(ids, 50));
        assertArrayEquals(fresh(Arrays.copyOf(ids, 50)), logits(used, 0));
    }

    @Test
    void rowsInABatchGiveTheLogitsOfEachAlone() {
        int[] prompt = tokens(10, 70);
        int[][] siblings = {tokens(11, 6), tokens(12, 6), tokens(13, 6), tokens(14, 6)};
        used.prefill(0, prompt);
        used.fork(4);
        for (int step = 0; step < 6; step++) {
            used.decodeStep(siblings[0][step], siblings[1][step], siblings[2][step], siblings[3][step]);
            for (int row = 0; row < 4; row++) {
                int[] alone = concat(prompt, Arrays.copyOf(siblings[row], step + 1));
                assertArrayEquals(fresh(alone), logits(used, row), "row " + row + " step " + step);
            }
        }
    }

    @Test
    void rowsOfDifferentLengthAreDecodedTogether() {
        int[][] prompts = {tokens(15, 120), tokens(16, 17), tokens(17, 1)};
        for (int row = 0; row < 3; row++) {
            used.prefill(row, prompts[row]);
            assertArrayEquals(fresh(prompts[row]), logits(used, row), "row " + row);
        }
        used.decodeStep(1, 2, 3);
        for (int row = 0; row < 3; row++) {
            assertArrayEquals(fresh(concat(prompts[row], new int[] {row + 1})), logits(used, row), "row " + row);
        }
    }

    @Test
    void whatWasKeptIsGoneOnFromWhateverTheRowsHoldNow() {
        int[] parent = tokens(21, 150);
        used.prefill(0, parent);
        used.keep(0);
        overwriteAllRows(22);
        for (int cut : new int[] {1, 64, 149, 150}) {
            int[] child = concat(Arrays.copyOf(parent, cut), tokens(23, 7));
            used.prefill(2, child);
            assertArrayEquals(fresh(child), logits(used, 2), "cut at " + cut);
        }
    }

    @Test
    void aPrefixIsTakenFromAnotherRow() {
        int[] parent = tokens(24, 90);
        used.prefill(0, parent);
        int[][] children = {concat(parent, tokens(25, 5)), concat(parent, tokens(26, 9)), concat(parent, tokens(27, 1))};
        for (int row = 0; row < 3; row++) {
            used.prefill(row, children[row]);
        }
        for (int row = 0; row < 3; row++) {
            assertArrayEquals(fresh(children[row]), logits(used, row), "row " + row);
        }
    }

    @Test
    void aRowIsCopiedWithAllThatItHolds() {
        int[] ids = tokens(28, 33);
        overwriteAllRows(29);
        used.prefill(3, ids);
        used.copy(3, 0);
        used.decodeStep(7);
        assertArrayEquals(fresh(concat(ids, new int[] {7})), logits(used, 0));
    }

    private static void overwriteAllRows(long seed) {
        for (int row = 0; row < 4; row++) {
            used.prefill(row, tokens(seed * 100 + row, 160));
        }
    }

    @Test
    void theWholeContextCanBeReadAndNoMore() {
        int[] full = tokens(18, context);
        used.prefill(0, Arrays.copyOf(full, context - 1));
        used.decodeStep(full[context - 1]);
        assertArrayEquals(fresh(full), logits(used, 0));
        assertThrows(IllegalStateException.class, () -> used.decodeStep(1));
        assertThrows(IllegalArgumentException.class, () -> used.prefill(0, tokens(19, context + 1)));
        assertThrows(IllegalArgumentException.class, () -> used.prefill(0, new int[0]));
    }

    @Test
    void logitsHangOnEveryToken() {
        int[] ids = tokens(20, 40);
        float[] before = fresh(ids);
        int[] changed = ids.clone();
        changed[0] = (changed[0] + 1) % vocabulary;
        float[] after = fresh(changed);
        assertEquals(vocabulary, before.length);
        assertTrue(!Arrays.equals(before, after), "the first of 40 tokens has no influence");
    }

    /** In another session whose rows hold nothing of it. */
    private static float[] fresh(int[] ids) {
        other.prefill(0, new int[] {(ids[0] + 1) % vocabulary});
        other.prefill(0, ids);
        return logits(other, 0);
    }

    private static float[] logits(Gpt2Session session, int row) {
        float[] logits = new float[vocabulary];
        session.logits(row, logits);
        return logits;
    }

    private static int[] tokens(long seed, int count) {
        return new SplittableRandom(seed).ints(count, 0, vocabulary).toArray();
    }

    private static int[] concat(int[] head, int[] tail) {
        TokenSequence both = new TokenSequence(head);
        both.append(tail);
        return both.toArray();
    }
}
