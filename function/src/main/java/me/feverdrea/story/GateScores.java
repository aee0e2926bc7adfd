package me.feverdrea.story;

/**
 * What the gate measured on a segment; each is a column of the branch table.
 *
 * @param words number of words
 * @param loops how often the most repeated run of words follows itself at once; 1 is none
 * @param repetition share of word trigrams that occurred before in the segment, 0 to 1
 * @param parentOverlap share of word 4-grams that stand in the parent's text, 0 to 1
 * @param siblingOverlap the same against the sibling most like it, 0 to 1
 * @param copiedWords longest run of words copied from the writing the model was tuned on; 0 below nine
 * @param madeUpWords words that neither the training text nor the prompt holds
 * @param leaks separators, cues and control characters of the prompt format in the text
 * @param forbidden words on the author's list
 */
public record GateScores(
        int words,
        int loops,
        double repetition,
        double parentOverlap,
        double siblingOverlap,
        int copiedWords,
        int madeUpWords,
        int leaks,
        int forbidden) {}
