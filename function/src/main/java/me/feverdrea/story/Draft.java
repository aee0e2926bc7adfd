package me.feverdrea.story;

/**
 * One attempt at a segment, before it is cut and judged.
 *
 * @param text as written, stripped; paragraphs separated by a blank line; without the next choice or end-of-text
 * @param promptTokens tokens that the model read
 * @param tokens tokens that it wrote
 * @param copiedWords length in words of the longest run copied from the writing the model was tuned on; 0 when none
 */
public record Draft(String text, FinishReason finish, int promptTokens, int tokens, int copiedWords) {}
