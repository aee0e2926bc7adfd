package me.feverdrea.story;

/** Why a segment ended where it did. */
public enum FinishReason {
    /** The model wrote its end-of-text token: it holds the story to be over. */
    END_OF_TEXT,
    /** The model began the next line of choice. */
    NEXT_CHOICE,
    TOKEN_LIMIT,
    DEADLINE,
    /** The model wrote nothing that passed the gate; the text is one of the author's own lines. */
    FALLBACK
}
