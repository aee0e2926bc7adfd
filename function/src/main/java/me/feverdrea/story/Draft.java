package me.feverdrea.story;

import java.util.List;

/**
 * One attempt at a segment, before it is cut and judged.
 *
 * @param text as written, stripped; paragraphs separated by a blank line; without the next choice or end-of-text
 * @param promptTokens tokens that the model read
 * @param tokens tokens that it wrote
 * @param copiedWords length in words of the longest run copied from the writing the model was tuned on; 0 when none
 *     has nine or more
 * @param madeUpWords in lower case: words that neither the model's training text nor the prompt holds
 */
public record Draft(
        String text, FinishReason finish, int promptTokens, int tokens, int copiedWords, List<String> madeUpWords) {
    public Draft {
        madeUpWords = List.copyOf(madeUpWords);
    }
}
