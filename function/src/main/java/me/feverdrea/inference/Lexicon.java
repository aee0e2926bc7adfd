package me.feverdrea.inference;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The words that the model has read. It spells words from pieces, and now and then spells one that nobody knows. */
final class Lexicon {
    private static final Pattern QUOTES = Pattern.compile("^'+|'+$");
    private static final Pattern DIGIT = Pattern.compile("[0-9]");

    private final BloomFilter known;

    Lexicon(BloomFilter known) {
        this.known = known;
    }

    /** Words of the text that the model made up, in their order: neither read in training nor in what it continues. */
    List<String> madeUp(String text, String continued) {
        Set<String> given = new HashSet<>(words(continued));
        return words(text).stream()
                .filter(word -> !known.contains(word) && !given.contains(word))
                .toList();
    }

    private static List<String> words(String text) {
        return CopyFilter.words(text).stream()
                .map(word -> QUOTES.matcher(word).replaceAll(""))
                .map(word -> word.endsWith("'s") ? word.substring(0, word.length() - 2) : word)
                .filter(word -> !word.isEmpty() && !DIGIT.matcher(word).find())
                .toList();
    }
}
