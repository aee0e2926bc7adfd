package me.feverdrea.inference;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Writes ways on after a segment, side by side: the prompt is read once, each row takes a first token of its own, and
 * the rows are decoded together up to their newline.
 */
final class ChoiceGenerator {
    /** Tokens that a line of choice may take, and the context keeps free for it. */
    static final int MOST_TOKENS = 24;

    /** Batches to decode at most, until there are as many usable lines as are wanted. */
    private static final int ROUNDS = 3;

    private final LanguageModel model;
    private final BytePairTokenizer tokenizer;
    private final Sampler sampler;
    private final EndOfText endOfText;
    private final InstantSource clock;
    private final AllowedTokens firstTokens;
    private final float[] logits;

    ChoiceGenerator(
            LanguageModel model,
            BytePairTokenizer tokenizer,
            Sampler sampler,
            EndOfText endOfText,
            InstantSource clock) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.sampler = sampler;
        this.endOfText = endOfText;
        this.clock = clock;
        this.firstTokens = AllowedTokens.thatRead(ChoiceGenerator::beginsLabel, tokenizer);
        this.logits = new float[model.vocabulary()];
    }

    /**
     * @param prompt ends with the `>` of a line of choice
     * @param usable what a label must be besides well-formed
     * @return at most count labels, each different
     */
    List<String> write(int[] prompt, Predicate<String> usable, int count, long seed, Instant deadline) {
        SplittableRandom random = new SplittableRandom(seed);
        AllowedTokens open = firstTokens.copy();
        List<String> labels = new ArrayList<>();
        for (int round = 0; round < ROUNDS && labels.size() < count; round++) {
            if (!clock.instant().isBefore(deadline) || open.isEmpty()) {
                return labels;
            }
            // all rows, whatever is wanted: one more costs little, and some lines turn out to be of no use
            List<Line> lines = begin(prompt, model.rows(), open, random);
            model.fork(lines.size());
            finish(lines, deadline);
            for (Line line : lines) {
                line.label()
                        .filter(label -> labels.size() < count && isNew(label, labels) && usable.test(label))
                        .ifPresent(labels::add);
            }
        }
        return labels;
    }

    private static boolean isNew(String label, List<String> labels) {
        return labels.stream()
                .noneMatch(other -> other.toLowerCase(Locale.ROOT).equals(label.toLowerCase(Locale.ROOT)));
    }

    /** Draws a different first token for each line and takes them out of those still open. */
    private List<Line> begin(int[] prompt, int count, AllowedTokens open, SplittableRandom random) {
        model.prefill(0, prompt);
        // all that goes on from here begins with it
        model.keep(0);
        List<Line> lines = new ArrayList<>();
        while (lines.size() < count && !open.isEmpty()) {
            model.logits(0, logits);
            open.banOthers(logits);
            Line line = new Line(prompt, random.split());
            int first = sampler.sample(logits, line.history, line.random);
            line.take(first);
            open.remove(first);
            lines.add(line);
        }
        return lines;
    }

    private void finish(List<Line> lines, Instant deadline) {
        int[] last = new int[lines.size()];
        for (int tokens = 1; tokens < MOST_TOKENS && lines.stream().anyMatch(line -> !line.ended); tokens++) {
            if (!clock.instant().isBefore(deadline)) {
                return;
            }
            for (int row = 0; row < last.length; row++) {
                last[row] = lines.get(row).history.last();
            }
            model.decodeStep(last);
            for (int row = 0; row < last.length; row++) {
                // an ended row is decoded along with the others and not looked at
                if (!lines.get(row).ended) {
                    model.logits(row, logits);
                    lines.get(row).take(sampler.sample(logits, lines.get(row).history, lines.get(row).random));
                }
            }
        }
    }

    // The line reads "> Open the door": its first token is a space and the beginning of a word, in a capital if it has
    // any.
    private static boolean beginsLabel(String token) {
        return token.length() > 1
                && token.charAt(0) == ' '
                && Character.isLetter(token.codePointAt(1))
                && !Character.isLowerCase(token.codePointAt(1));
    }

    private final class Line {
        private final TokenSequence history;
        private final SplittableRandom random;
        private final WrittenText written = new WrittenText();
        private boolean ended;

        Line(int[] prompt, SplittableRandom random) {
            this.history = new TokenSequence(prompt);
            this.random = random;
        }

        void take(int id) {
            history.append(id);
            // one word too many is reason enough to stop; the label is refused for it
            ended = endOfText.reachedBy(id, written)
                    || written.hasNewline()
                    || written.spaces() > PromptFormat.MOST_CHOICE_WORDS;
        }

        /** What was written up to the newline; a line that never ended is none. */
        Optional<String> label() {
            return ended ? PromptFormat.label(written.text().lines().findFirst().orElse("")) : Optional.empty();
        }
    }
}
