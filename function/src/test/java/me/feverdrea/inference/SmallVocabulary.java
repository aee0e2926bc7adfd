package me.feverdrea.inference;

import java.util.Arrays;

/** A tokenizer small enough to foresee: every byte, a space with each letter, and end-of-text. */
final class SmallVocabulary {
    static final int END_OF_TEXT = 256 + 52;
    static final int SIZE = END_OF_TEXT + 1;

    private SmallVocabulary() {}

    static BytePairTokenizer tokenizer() {
        byte[][] tokens = new byte[SIZE][];
        Arrays.fill(tokens, new byte[0]);
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
