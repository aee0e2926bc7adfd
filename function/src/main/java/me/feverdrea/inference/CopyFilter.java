package me.feverdrea.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows, up to rare false alarms, every run of a few words of the writing that the model was tuned on. */
final class CopyFilter {
    /** The shortest run that is told from chance; a filter of short runs errs often in one and hardly ever in a row. */
    private static final int LEAST_COPIED = 9;

    private static final Pattern WORD = Pattern.compile("[a-z0-9']+");

    private final BloomFilter runs;

    CopyFilter(BloomFilter runs) {
        this.runs = runs;
    }

    /** Words in the longest run that was copied; 0 if none has nine words or more. */
    int longestCopiedRun(String text) {
        List<String> words = words(text);
        int longest = 0;
        int current = 0;
        for (int start = 0; start + runs.words() <= words.size(); start++) {
            boolean copied = runs.contains(String.join(" ", words.subList(start, start + runs.words())));
            current = !copied ? 0 : current == 0 ? runs.words() : current + 1;
            longest = Math.max(longest, current);
        }
        return longest < LEAST_COPIED ? 0 : longest;
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT).replace('\u2019', '\''));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
