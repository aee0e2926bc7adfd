package me.feverdrea.story;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what a model wrote at its last whole sentence. */
final class Sentences {
    private static final Pattern END = Pattern.compile("[.!?…]+[\"')\\]”’]*(?=\\s|$)");
    private static final Pattern TITLE = Pattern.compile("(?:^|\\s)(?:Mr|Mrs|Ms|Dr|St|Mt|Prof|Capt|Rev|[A-Z])\\.$");

    private static final Pattern MIDST = Pattern.compile("[^\\p{L}\\p{N}\"'“‘{—]|[^\\p{L}]*\\p{Ll}(?![^{]*})");

    private Sentences() {}

    /** The text up to its last sentence end, a quotation left open by the cut closed; empty if no sentence ends in it. */
    static String cut(String text) {
        String tidy = text.replaceAll("[ \\t\\u00a0]+", " ")
                .replaceAll(" *\\R *", "\n")
                .replaceAll("\n{2,}", "\n\n")
                .strip();
        int end = 0;
        Matcher ends = END.matcher(tidy);
        while (ends.find()) {
            if (!TITLE.matcher(tidy.substring(0, ends.end())).find()) {
                end = ends.end();
            }
        }
        return closed(tidy.substring(0, end));
    }

    /** Whether the text begins as a sentence and ends as one. */
    static boolean areWhole(String text) {
        Matcher ends = END.matcher(text);
        int end = -1;
        while (ends.find()) {
            end = ends.end();
        }
        return end == text.length() && !MIDST.matcher(text).lookingAt();
    }

    private static String closed(String text) {
        String paragraph = text.substring(text.lastIndexOf('\n') + 1);
        boolean open = paragraph.chars().filter(c -> c == '"').count() % 2 == 1;
        return open && !paragraph.endsWith("\"") ? text + '"' : text;
    }
}
