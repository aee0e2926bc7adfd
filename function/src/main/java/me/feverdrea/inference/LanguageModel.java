package me.feverdrea.inference;

/**
 * A network that says what token comes next. It holds a few rows, each a sequence of tokens read so far; rows are
 * read alone and decoded together.
 */
interface LanguageModel extends AutoCloseable {

    /** The most tokens that a row holds. */
    int context();

    int vocabulary();

    /** How many rows can be decoded together. */
    int rows();

    /** Makes a row hold exactly these tokens, reading only those that it does not hold yet; at least one. */
    void prefill(int row, int[] ids);

    /** Makes rows 1 to rows − 1 hold what row 0 holds; they have logits after the next decode step. */
    void fork(int rows);

    /** Appends one token to each of the first `ids.length` rows. */
    void decodeStep(int... ids);

    /** Copies what a row expects next: one logit for each token of the vocabulary. */
    void logits(int row, float[] into);

    @Override
    void close();
}
