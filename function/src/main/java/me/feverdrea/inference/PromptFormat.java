package me.feverdrea.inference;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Prompt format, version 1, in which the model was tuned:
 * `premise \n\n segment \n> choice \n segment \n> choice \n …`; the paragraphs of a segment are separated by one newline.
 */
final class PromptFormat {
    static final int VERSION = 1;
    static final String CLOSING_CUE = " (the last page)";
    static final String BEFORE_SEGMENT_AFTER_PREMISE = "\n\n";
    static final String BEFORE_CHOICE = "\n>";
    static final int MOST_CHOICE_WORDS = 10;

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");
    private static final Pattern LINES = Pattern.compile("\\R+");
    private static final Pattern LABEL = Pattern.compile("[\\p{L}\"'][^<>|*_#=~\\\\\\[\\]{}\\uFFFD]+");

    /** A label is one phrase: what goes on after a sentence has become a story of its own. */
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?;][\"')]*\\s");

    private PromptFormat() {}

    static String segment(String text) {
        List<String> paragraphs = new ArrayList<>();
        for (String line : LINES.split(text)) {
            String paragraph = plain(line);
            while (paragraph.startsWith(">")) {
                paragraph = paragraph.substring(1).strip();
            }
            if (!paragraph.isEmpty()) {
                paragraphs.add(paragraph);
            }
        }
        return String.join("\n", paragraphs);
    }

    static String choiceLine(String label, boolean close) {
        String line = plain(label);
        while (line.endsWith(".")) {
            line = line.substring(0, line.length() - 1).strip();
        }
        return BEFORE_CHOICE + " " + line + choiceEnd(close);
    }

    static String choiceEnd(boolean close) {
        return (close ? CLOSING_CUE : "") + "\n";
    }

    /** The marks that the training text has, and no others: straight quotes, em dashes, three full stops, NFC. */
    static String plain(String text) {
        String marks = text.replace('\u2018', '\'')
                .replace('\u2019', '\'')
                .replace('\u201C', '"')
                .replace('\u201D', '"')
                .replace("--", "\u2014")
                .replace("\u2026", "...");
        return SPACES.matcher(Normalizer.normalize(marks, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
    }

    /** What the model wrote as readers get it: paragraphs separated by a blank line. */
    static String readable(String written) {
        List<String> paragraphs = new ArrayList<>();
        for (String line : LINES.split(written)) {
            if (!line.isBlank()) {
                paragraphs.add(line.strip());
            }
        }
        return String.join("\n\n", paragraphs);
    }

    /** A line of choice as a label, if it makes one. */
    static Optional<String> label(String written) {
        String label = plain(written);
        if (label.endsWith(CLOSING_CUE)) {
            label = label.substring(0, label.length() - CLOSING_CUE.length()).strip();
        }
        while (label.endsWith(".") || label.endsWith(",") || label.endsWith(";") || label.endsWith(":")) {
            label = label.substring(0, label.length() - 1).strip();
        }
        boolean usable = LABEL.matcher(label).matches()
                && !SENTENCE_END.matcher(label).find()
                && label.chars().filter(mark -> mark == '"').count() % 2 == 0
                && label.split(" ").length <= MOST_CHOICE_WORDS;
        return usable ? Optional.of(label) : Optional.empty();
    }
}
