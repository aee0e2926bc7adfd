package me.feverdrea.inference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.feverdrea.story.FinishReason;

/**
 * Segments that are written side by side, a token each in one step. A finished one leaves its row to the last. Between two
 * steps others may use the model: then what the rows held is read again, from what was kept and what was written.
 */
final class SegmentBatch {
    private final SegmentGenerator generator;
    private final LanguageModel model;
    private final int tokenLimit;
    private final Instant deadline;
    private final List<Line> all = new ArrayList<>();
    // the line that each row is writing
    private final List<Line> open;
    private long changes = -1;

    private static final class Line {
        private final SegmentGenerator.Wanted wanted;
        private final TokenSequence history;
        private final WrittenText written = new WrittenText();
        private int tokens;
        private Optional<FinishReason> finish = Optional.empty();

        Line(SegmentGenerator.Wanted wanted) {
            this.wanted = wanted;
            this.history = new TokenSequence(wanted.prompt());
        }
    }

    SegmentBatch(
            SegmentGenerator generator,
            LanguageModel model,
            List<SegmentGenerator.Wanted> wanted,
            int tokenLimit,
            Instant deadline) {
        if (wanted.size() > model.rows()) {
            throw new IllegalArgumentException(wanted.size() + " segments: the model has " + model.rows() + " rows");
        }
        this.generator = generator;
        this.model = model;
        this.tokenLimit = tokenLimit;
        this.deadline = deadline;
        wanted.forEach(one -> all.add(new Line(one)));
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
            for (int row = 0; row < open.size(); row++) {
                model.prefill(row, open.get(row).history.toArray());
            }
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

    /** Ends what is not finished with what is there. */
    void giveUp() {
        open.forEach(line -> line.finish = Optional.of(FinishReason.DEADLINE));
        open.clear();
    }

    /** In the order in which they were wanted; all finished. */
    List<SegmentGenerator.Segment> segments() {
        return all.stream()
                .map(line -> new SegmentGenerator.Segment(text(line), line.finish.orElseThrow(), line.tokens))
                .toList();
    }

    private void take(Line line, int row) {
        int id = generator.draw(row, line.history, line.wanted.random(), line.tokens == 0);
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
        if (all.size() > 1) {
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
