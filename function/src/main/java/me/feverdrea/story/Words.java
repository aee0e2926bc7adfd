package me.feverdrea.story;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A text as a row of lower-case words, to compare texts by. */
record Words(List<String> list) {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’][\\p{L}\\p{N}]+)*");

    static Words of(String text) {
        return new Words(WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .map(word -> word.replace('’', '\''))
                .toList());
    }

    int count() {
        return list.size();
    }

    /** With each possessive as its noun. */
    Words withoutPossessives() {
        return new Words(list.stream()
                .map(word -> word.endsWith("'s") ? word.substring(0, word.length() - 2) : word)
                .toList());
    }

    /** How many of its words are among the others. */
    int count(Collection<String> others) {
        return (int) list.stream().filter(others::contains).count();
    }

    /** Its runs of {@code n} words, each once. */
    Set<List<String>> grams(int n) {
        Set<List<String>> grams = new HashSet<>();
        for (int i = 0; i + n <= list.size(); i++) {
            grams.add(list.subList(i, i + n));
        }
        return grams;
    }

    /** Share of this text's runs of {@code n} words that the other has too, 0 to 1. */
    double overlap(Words other, int n) {
        Set<List<String>> mine = grams(n);
        if (mine.isEmpty()) {
            return 0;
        }
        Set<List<String>> theirs = other.grams(n);
        return mine.stream().filter(theirs::contains).count() / (double) mine.size();
    }

    /** Share of runs of {@code n} words that stood in this text before, 0 to 1. */
    double repetition(int n) {
        int runs = Math.max(0, list.size() - n + 1);
        return runs == 0 ? 0 : 1 - grams(n).size() / (double) runs;
    }

    /**
     * How often the most repeated run of {@code shortest} to {@code longest} words stands in a row; 1 if nothing follows
     * itself at once.
     */
    int loops(int shortest, int longest) {
        int most = 1;
        for (int n = shortest; n <= longest; n++) {
            for (int start = 0; start + n <= list.size(); start++) {
                List<String> run = list.subList(start, start + n);
                int times = 1;
                int next = start + n;
                while (next + n <= list.size() && list.subList(next, next + n).equals(run)) {
                    times++;
                    next += n;
                }
                most = Math.max(most, times);
            }
        }
        return most;
    }
}
