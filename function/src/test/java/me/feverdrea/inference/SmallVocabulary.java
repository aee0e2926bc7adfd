package me.feverdrea.inference;

import java.util.Arrays;

/** A tokenizer small enough to foresee: every byte, a space with each letter, end-of-text, and a second way to say "Go". */
final class SmallVocabulary {
    static final int END_OF_TEXT = 256 + 52;

    /** Spells " Go", which the merges never make: models do write tokens that no text is encoded to. */
    static final int GO = END_OF_TEXT + 1;

    static final int SIZE = GO + 1;

    private SmallVocabulary() {}

    static BytePairTokenizer tokenizer() {
        byte[][] tokens = new byte[SIZE][];
        Arrays.fill(tokens, new byte[0]);
        tokens[GO] = new byte[] {' ', 'G', 'o'};
        int[] byteTokens = new int[256];
        for (int value = 0; value < 256; value++) {
            tokens[value] = new byte[] {(byte) value};
            byteTokens[value] = value;
        }
        MergeTable merges = new MergeTable(52);
        for (int letter = 0; letter < 52; letter++) {
            char character = (char) (letter < 26 ? 'a' + letter : 'A' + letter - 26);
            tokens[256 + letter] = new byte[] {' ', (byte) character};
            merges.add(' ', character, 256 + letter);
        }
        return new BytePairTokenizer(tokens, byteTokens, merges, false);
    }
}
