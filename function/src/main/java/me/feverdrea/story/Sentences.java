package me.feverdrea.story;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what a model wrote at its last whole sentence. */
final class Sentences {
    private static final Pattern END = Pattern.compile("[.!?…]+[\"')\\]”’]*(?=\\s|$)");
    /** What ends in a full stop amid a sentence. "I." is no initial: it ends one now and then. */
    private static final Pattern ABBREVIATION = Pattern.compile("(?:^|[\\s\"'“‘(\\[—])"
            + "(?:Mr|Mrs|Ms|Messrs|Dr|St|Mt|No|Lt|Sgt|Col|Gen|Prof|Capt|Rev|[A-HJ-Z]|[ap]\\.m|e\\.g|i\\.e)\\.$");

    private static final Pattern MIDST = Pattern.compile("[,;:.?!)\\]…-]|[\\s\"'“‘(—]*\\p{Ll}");

    private Sentences() {}

    /** The text up to its last sentence end, a quotation left open by the cut closed; empty if no sentence ends in it. */
    static String cut(String text) {
        String tidy = text.replaceAll("[ \\t\\u00a0]+", " ")
                .replaceAll(" *\\R *", "\n")
                .replaceAll("\n{2,}", "\n\n")
                .strip();
        return closed(tidy.substring(0, lastEnd(tidy)));
    }

    /** Whether the text begins as a sentence and ends as one. */
    static boolean areWhole(String text) {
        return !text.isEmpty()
                && lastEnd(text) == text.length()
                && !MIDST.matcher(text).lookingAt();
    }

    /** Where the last sentence ends; 0 if none does. */
    private static int lastEnd(String text) {
        int end = 0;
        Matcher ends = END.matcher(text);
        while (ends.find()) {
            if (!ABBREVIATION.matcher(text.substring(0, ends.end())).find()) {
                end = ends.end();
            }
        }
        return end;
    }

    private static String closed(String text) {
        String paragraph = text.substring(text.lastIndexOf('\n') + 1);
        boolean straight = paragraph.chars().filter(c -> c == '"').count() % 2 == 1;
        if (straight && !paragraph.endsWith("\"")) {
            return text + '"';
        }
        return paragraph.lastIndexOf('“') > paragraph.lastIndexOf('”') ? text + '”' : text;
    }
}
