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

    /**
     * Makes a row hold exactly these tokens, reading only those that neither a row nor anything kept begins with; at least
     * one.
     */
    void prefill(int row, int[] ids);

    /** Remembers what a row holds, as long as there is room: what begins like it will be prefilled from there on. */
    void keep(int row);

    /** Makes a row hold what another holds; it has logits after the next decode step. */
    void copy(int from, int to);

    /** How often anything was read or written; if it is the same as before, so are all rows and logits. */
    long changes();

    /** Makes rows 1 to rows − 1 hold what row 0 holds; they have logits after the next decode step. */
    void fork(int rows);

    /** Appends one token to each of the first `ids.length` rows. */
    void decodeStep(int... ids);

    /** Copies what a row expects next: one logit for each token of the vocabulary. */
    void logits(int row, float[] into);

    @Override
    void close();
}
