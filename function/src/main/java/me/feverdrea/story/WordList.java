package me.feverdrea.story;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words that no story takes or tells, in the file {@code word-list.txt}. Whole words count and their plurals, however they
 * are accented or disguised with digits; never a part of a word.
 */
public final class WordList {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Pattern POSSESSIVE = Pattern.compile("['’]s\\b");

    /** Digits and foreign letters that are read as Latin ones, and what they are read as. */
    private static final String DISGUISE = "013457@$!аеорсухікмтнιοα";

    private static final String READ_AS = "oieastasiaeopcyxikmthioa";

    private final Set<String> entries;
    private final int longest;

    private WordList(Set<String> entries) {
        this.entries = entries;
        this.longest = entries.stream()
                .mapToInt(entry -> entry.split(" ").length)
                .max()
                .orElse(0);
    }

    public static WordList read() {
        try (InputStream file = WordList.class.getResourceAsStream("/word-list.txt")) {
            return new WordList(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lower-case words, some entries of several. */
    public Set<String> entries() {
        return entries;
    }

    boolean hits(String text) {
        return !in(text).isEmpty();
    }

    /** What stands in the text and is on the list or the plural of it, without accents and disguise. */
    Set<String> in(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        String plain = POSSESSIVE
                .matcher(MARKS.matcher(folded).replaceAll(""))
                .replaceAll("")
                .replaceAll("(?<=[\\p{L}\\p{N}])!+(?![\\p{L}\\p{N}])", " ");
        Set<String> found = new HashSet<>();
        find(found, plain);
        find(found, undisguised(plain));
        return found;
    }

    private void find(Set<String> found, String text) {
        List<String> words =
                WORD.matcher(text).results().map(MatchResult::group).toList();
        for (int from = 0; from < words.size(); from++) {
            for (int to = from + 1; to <= Math.min(from + longest, words.size()); to++) {
                String run = String.join(" ", words.subList(from, to));
                if (entries.contains(run)
                        || run.endsWith("s") && entries.contains(run.substring(0, run.length() - 1))) {
                    found.add(run);
                }
            }
        }
    }

    private static String undisguised(String text) {
        StringBuilder read = new StringBuilder(text);
        for (int i = 0; i < read.length(); i++) {
            int at = DISGUISE.indexOf(read.charAt(i));
            if (at >= 0) {
                read.setCharAt(i, READ_AS.charAt(at));
            }
        }
        return read.toString();
    }
}
