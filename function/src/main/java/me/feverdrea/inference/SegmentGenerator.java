package me.feverdrea.inference;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import me.feverdrea.story.FinishReason;

/** Writes segments: prefill, then a loop of sample and decode step. */
final class SegmentGenerator {
    private final LanguageModel model;
    private final Sampler sampler;
    private final EndOfText endOfText;
    private final InstantSource clock;
    private final AllowedTokens firstTokens;
    private final float[] logits;

    SegmentGenerator(
            LanguageModel model,
            BytePairTokenizer tokenizer,
            Sampler sampler,
            EndOfText endOfText,
            InstantSource clock) {
        this.model = model;
        this.sampler = sampler;
        this.endOfText = endOfText;
        this.clock = clock;
        this.firstTokens = AllowedTokens.thatRead(SegmentGenerator::beginsText, tokenizer);
        this.logits = new float[model.vocabulary()];
    }

    /** @param tokens written, the one that ended the segment included */
    record Segment(String text, FinishReason finish, int tokens) {}

    /** One segment that is wanted. As many drafts are written as there are randoms. */
    record Wanted(int[] prompt, List<RandomGenerator> randoms) {}

    Segment write(int[] prompt, int tokenLimit, RandomGenerator random, Instant deadline) {
        SegmentBatch batch = begin(List.of(new Wanted(prompt, List.of(random))), tokenLimit, deadline);
        while (batch.step()) {
            // all happens in the condition
        }
        return batch.drafts().get(0).get(0);
    }

    /** @param all with as many drafts as the model has rows, at most */
    SegmentBatch begin(List<Wanted> all, int tokenLimit, Instant deadline) {
        return new SegmentBatch(this, model, all, tokenLimit, deadline);
    }

    boolean isLate(Instant deadline) {
        return !clock.instant().isBefore(deadline);
    }

    /** Draws the next token of a row. */
    int draw(int row, TokenSequence history, RandomGenerator random, boolean isFirst) {
        model.logits(row, logits);
        if (isFirst) {
            firstTokens.banOthers(logits);
        }
        return sampler.sample(logits, history, random);
    }

    /** Natural logarithm of the probability that the model itself gives a token as the next of a row: at most 0. */
    double logProbability(int row, int id) {
        model.logits(row, logits);
        float highest = logits[0];
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            // all that are less likely add nothing that counts, and they are nearly all
            if (logit > highest - 12) {
                // StrictMath: the same bits interpreted, compiled and in a native image
                sum += StrictMath.exp(logit - highest);
            }
        }
        return logits[id] - highest - StrictMath.log(sum);
    }

    EndOfText endOfText() {
        return endOfText;
    }

    // A segment that ends before its first word, or begins amid a sentence, would only be asked for again.
    private static boolean beginsText(String token) {
        String text = token.strip();
        if (text.isEmpty()) {
            return false;
        }
        int first = text.codePointAt(0);
        return Character.isLetterOrDigit(first) && !Character.isLowerCase(first) || "\"'\u2014(".indexOf(first) >= 0;
    }
}
