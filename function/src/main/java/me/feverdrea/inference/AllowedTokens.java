package me.feverdrea.inference;

import java.util.BitSet;
import java.util.function.Predicate;

/** The tokens with which something may begin. */
final class AllowedTokens {
    private final BitSet ids;

    private AllowedTokens(BitSet ids) {
        this.ids = ids;
    }

    static AllowedTokens thatRead(Predicate<String> text, BytePairTokenizer tokenizer) {
        BitSet ids = new BitSet(tokenizer.vocabulary());
        for (int id = 0; id < tokenizer.vocabulary(); id++) {
            ids.set(id, text.test(tokenizer.decode(id)));
        }
        return new AllowedTokens(ids);
    }

    AllowedTokens copy() {
        return new AllowedTokens((BitSet) ids.clone());
    }

    void remove(int id) {
        ids.clear(id);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    void banOthers(float[] logits) {
        for (int id = ids.nextClearBit(0); id < logits.length; id = ids.nextClearBit(id + 1)) {
            logits[id] = Float.NEGATIVE_INFINITY;
        }
    }
}
