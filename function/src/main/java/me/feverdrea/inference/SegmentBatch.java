package me.feverdrea.inference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import me.feverdrea.story.FinishReason;

/**
 * Segments that are written side by side, a token each in one step, and several drafts of each if it is wanted so. A
 * finished one leaves its row to the last. Between two steps others may use the model: then what the rows held is read
 * again, from what was kept and what was written.
 */
final class SegmentBatch {
    private final SegmentGenerator generator;
    private final LanguageModel model;
    private final int tokenLimit;
    private final Instant deadline;
    private final List<SegmentGenerator.Wanted> wanted;
    private final List<Line> all = new ArrayList<>();
    // the line that each row is writing
    private final List<Line> open;
    private long changes = -1;
    private long prefillNanos;

    private static final class Line {
        private final SegmentGenerator.Wanted wanted;
        private final RandomGenerator random;
        private final TokenSequence history;
        private final WrittenText written = new WrittenText();
        private int tokens;
        private double logProbability;
        private Optional<FinishReason> finish = Optional.empty();

        Line(SegmentGenerator.Wanted wanted, RandomGenerator random) {
            this.wanted = wanted;
            this.random = random;
            this.history = new TokenSequence(wanted.prompt());
        }

        boolean hasRivals() {
            return wanted.randoms().size() > 1;
        }

        /** By token, so that a long one is none the worse. */
        double likelihood() {
            return finish.filter(reason -> reason != FinishReason.DEADLINE).isPresent()
                    ? logProbability / tokens
                    : Double.NEGATIVE_INFINITY;
        }
    }

    SegmentBatch(
            SegmentGenerator generator,
            LanguageModel model,
            List<SegmentGenerator.Wanted> wanted,
            int tokenLimit,
            Instant deadline) {
        this.generator = generator;
        this.model = model;
        this.tokenLimit = tokenLimit;
        this.deadline = deadline;
        this.wanted = wanted;
        wanted.forEach(one -> one.randoms().forEach(random -> all.add(new Line(one, random))));
        if (all.size() > model.rows()) {
            throw new IllegalArgumentException(all.size() + " drafts: the model has " + model.rows() + " rows");
        }
        this.open = new ArrayList<>(all);
    }

    /** Writes one more token of each; returns whether there is more to write. */
    boolean step() {
        if (changes < 0 && generator.isLate(deadline)) {
            giveUp();
        }
        if (open.isEmpty()) {
            return false;
        }
        if (model.changes() != changes) {
            long start = System.nanoTime();
            for (int row = 0; row < open.size(); row++) {
                model.prefill(row, open.get(row).history.toArray());
            }
            prefillNanos += System.nanoTime() - start;
        }
        for (int row = 0; row < open.size(); row++) {
            take(open.get(row), row);
        }
        for (int row = open.size() - 1; row >= 0; row--) {
            if (open.get(row).finish.isPresent()) {
                leave(row);
            }
        }
        if (!open.isEmpty() && generator.isLate(deadline)) {
            giveUp();
        }
        if (!open.isEmpty()) {
            model.decodeStep(open.stream().mapToInt(line -> line.history.last()).toArray());
        }
        changes = model.changes();
        return !open.isEmpty();
    }

    long prefillNanos() {
        return prefillNanos;
    }

    /** Ends what is not finished with what is there. */
    void giveUp() {
        open.forEach(line -> line.finish = Optional.of(FinishReason.DEADLINE));
        open.clear();
    }

    /** The drafts of each that was wanted, in that order, likeliest first; all finished. */
    List<List<SegmentGenerator.Segment>> drafts() {
        return wanted.stream()
                .map(one -> byLikelihood(one)
                        .map(line -> new SegmentGenerator.Segment(text(line), line.finish.orElseThrow(), line.tokens))
                        .toList())
                .toList();
    }

    private Stream<Line> byLikelihood(SegmentGenerator.Wanted one) {
        return all.stream()
                .filter(line -> line.wanted == one)
                .sorted(Comparator.comparingDouble(Line::likelihood).reversed());
    }

    private void take(Line line, int row) {
        int id = generator.draw(row, line.history, line.random, line.tokens == 0);
        if (line.hasRivals()) {
            line.logProbability += generator.logProbability(row, id);
        }
        line.history.append(id);
        line.tokens++;
        if (generator.endOfText().reachedBy(id, line.written)) {
            line.finish = Optional.of(generator.endOfText().finish());
        } else if (line.written.reachedChoice()) {
            line.finish = Optional.of(FinishReason.NEXT_CHOICE);
        } else if (line.tokens == tokenLimit) {
            line.finish = Optional.of(FinishReason.TOKEN_LIMIT);
        }
    }

    private void leave(int row) {
        if (all.size() > 1 && byLikelihood(open.get(row).wanted).findFirst().equals(Optional.of(open.get(row)))) {
            // its choices follow it, or its next draft its prompt, when other rows have been here
            model.keep(row);
        }
        int last = open.size() - 1;
        if (row < last) {
            model.copy(last, row);
        }
        open.set(row, open.get(last));
        open.remove(last);
    }

    private String text(Line line) {
        FinishReason finish = line.finish.orElseThrow();
        if (finish == FinishReason.TOKEN_LIMIT || finish == FinishReason.DEADLINE) {
            generator.endOfText().cutBeginning(line.written);
        }
        return PromptFormat.readable(line.written.text());
    }
}
