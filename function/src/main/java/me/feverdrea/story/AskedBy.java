package me.feverdrea.story;

import java.util.Locale;

/** Who a branch was dreamed for. */
public enum AskedBy {
    READER;

    /** The word for it in the table. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AskedBy ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
