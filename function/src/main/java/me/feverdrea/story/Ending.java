package me.feverdrea.story;

import java.util.Locale;

/** Whether and why a story is over at a place. */
public enum Ending {
    NONE,
    /** The author's own: a passage without ways on. */
    AUTHORED,
    /** The model wrote end-of-text, deep enough. */
    DREAMED,
    /** The author's greatest depth is reached. */
    DEPTH;

    /** The word for it in the table and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Ending ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
