package me.feverdrea.story;

import java.util.Locale;

/** Who a branch was dreamed for. */
public enum AskedBy {
    READER,
    /** The page before asked while it was being read. */
    AHEAD,
    /** The night walker, when nobody was there. */
    WALKER;

    /** The word for it in the table. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AskedBy ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
