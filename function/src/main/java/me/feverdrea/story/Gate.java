package me.feverdrea.story;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges a segment before it is stored for ever. `model-export` measures models by the same rules (gate.py), and
 * GateGoldenTest holds both to each other.
 */
final class Gate {
    /** Counts changes of the rules. */
    static final int VERSION = 2;

    private static final int LEAST_WORDS = 8;
    private static final int LOOP_WORDS = 8;
    private static final int MOST_LOOPS = 2;
    /** "No, no, no!" is a cry. */
    private static final int MOST_LOOPS_OF_A_WORD = 3;

    private static final double MOST_REPETITION = 0.15;
    private static final double MOST_PARENT_OVERLAP = 0.25;
    private static final double MOST_SIBLING_OVERLAP = 0.5;
    private static final int MOST_COPIED_WORDS = 8;

    /** What the prompt format and markup are made of, and characters that no prose holds. */
    private static final Pattern LEAK = Pattern.compile(
            "endoftext|\\(the last page\\)|://|[<>\\[\\]|*_#]|[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\uFFFD&&[^\\n]]",
            Pattern.CASE_INSENSITIVE);

    /** One phrase, as a person would write it on a door: no sentence ends in it, and nothing is left open. */
    private static final Pattern LABEL = Pattern.compile("(?:\\p{Lu}|\\{)[\\p{L}\\p{N} ,'’{}-]*[\\p{L}\\p{N}}]");

    private static final int LEAST_LABEL_WORDS = 2;
    private static final int MOST_LABEL_WORDS = 10;

    private static final Pattern SLOT = Pattern.compile("\\{[a-z]+}");

    /** What can be wrong with a segment. */
    enum Fault {
        SHORT(true),
        UNFINISHED(true),
        LEAK(true),
        FORBIDDEN(true),
        COPIED(true),
        LOOP(true),
        MADE_UP(false),
        REPETITION(false),
        PARENT(false),
        SIBLING(false);

        /** Whether a segment with it is never stored, even if no attempt did better. */
        private final boolean fatal;

        Fault(boolean fatal) {
            this.fatal = fatal;
        }
    }

    /** @param faults none if it passes */
    record Verdict(GateScores scores, Set<Fault> faults) {
        boolean passes() {
            return faults.isEmpty();
        }

        boolean isBearable() {
            return faults.stream().noneMatch(fault -> fault.fatal);
        }
    }

    private Gate() {}

    /**
     * @param copiedWords as the writer counted them
     * @param madeUpWords as the writer found them; one that the cut took away does not count
     * @param parent the text that the segment follows
     * @param siblings other texts that follow the same parent
     * @param forbidden words in lower case
     */
    static Verdict judge(
            String text,
            int copiedWords,
            List<String> madeUpWords,
            String parent,
            Collection<String> siblings,
            Set<String> forbidden) {
        Words words = Words.of(text);
        int ofAWord = words.loops(1, 1);
        int ofMore = words.loops(2, LOOP_WORDS);
        GateScores scores = new GateScores(
                words.count(),
                Math.max(ofAWord, ofMore),
                words.repetition(3),
                words.overlap(Words.of(parent), 4),
                siblings.stream()
                        .mapToDouble(sibling -> words.overlap(Words.of(sibling), 4))
                        .max()
                        .orElse(0),
                copiedWords,
                words.withoutPossessives().count(madeUpWords),
                leaks(text),
                countForbidden(text, forbidden));
        EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
        find(faults, Fault.SHORT, scores.words() < LEAST_WORDS);
        find(faults, Fault.UNFINISHED, !Sentences.areWhole(text));
        find(faults, Fault.LEAK, scores.leaks() > 0);
        find(faults, Fault.FORBIDDEN, scores.forbidden() > 0);
        find(faults, Fault.COPIED, scores.copiedWords() > MOST_COPIED_WORDS);
        find(faults, Fault.LOOP, ofAWord > MOST_LOOPS_OF_A_WORD || ofMore > MOST_LOOPS);
        find(faults, Fault.MADE_UP, scores.madeUpWords() > 0);
        find(faults, Fault.REPETITION, scores.repetition() > MOST_REPETITION);
        find(faults, Fault.PARENT, scores.parentOverlap() > MOST_PARENT_OVERLAP);
        find(faults, Fault.SIBLING, scores.siblingOverlap() > MOST_SIBLING_OVERLAP);
        return new Verdict(scores, Set.copyOf(faults));
    }

    /** Whether a label may be offered as a way on. */
    static boolean allows(String label, Set<String> forbidden) {
        int words = label.split(" ").length;
        return LABEL.matcher(label).matches()
                && words >= LEAST_LABEL_WORDS
                && words <= MOST_LABEL_WORDS
                && leaks(label) == 0
                && countForbidden(label, forbidden) == 0;
    }

    /** The text with a space for each piece of the prompt's format and for each character that no prose holds. */
    static String withoutLeaks(String text) {
        return LEAK.matcher(text).replaceAll(" ");
    }

    static boolean forbids(String text, Set<String> forbidden) {
        return countForbidden(text, forbidden) > 0;
    }

    private static void find(Set<Fault> faults, Fault fault, boolean found) {
        if (found) {
            faults.add(fault);
        }
    }

    private static int leaks(String text) {
        return (int) LEAK.matcher(text).results().count();
    }

    /** An entry may be several words. It counts as whole words, in a possessive too, and not in the name of a slot. */
    private static int countForbidden(String text, Set<String> forbidden) {
        List<String> words = Words.of(SLOT.matcher(text).replaceAll(" "))
                .withoutPossessives()
                .list();
        return (int) forbidden.stream()
                .map(entry -> Words.of(entry).withoutPossessives().list())
                .filter(entry -> !entry.isEmpty() && Collections.indexOfSubList(words, entry) >= 0)
                .count();
    }
}
