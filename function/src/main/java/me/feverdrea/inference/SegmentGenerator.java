package me.feverdrea.inference;

import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import me.feverdrea.story.FinishReason;

/** Writes one segment: prefill, then a loop of sample and decode step. */
final class SegmentGenerator {
    private final LanguageModel model;
    private final BytePairTokenizer tokenizer;
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
        this.tokenizer = tokenizer;
        this.sampler = sampler;
        this.endOfText = endOfText;
        this.clock = clock;
        this.firstTokens = AllowedTokens.thatRead(SegmentGenerator::beginsText, tokenizer);
        this.logits = new float[model.vocabulary()];
    }

    /** @param tokens written, the one that ended the segment included */
    record Segment(String text, FinishReason finish, int tokens) {}

    Segment write(int[] prompt, int tokenLimit, RandomGenerator random, Instant deadline) {
        if (!clock.instant().isBefore(deadline)) {
            return new Segment("", FinishReason.DEADLINE, 0);
        }
        TokenSequence history = new TokenSequence(prompt);
        WrittenText written = new WrittenText();
        model.prefill(0, prompt);
        for (int tokens = 1; ; tokens++) {
            model.logits(0, logits);
            if (tokens == 1) {
                firstTokens.banOthers(logits);
            }
            int id = sampler.sample(logits, history, random);
            history.append(id);
            if (endOfText.reachedBy(id, written)) {
                return new Segment(readable(written), endOfText.finish(), tokens);
            }
            if (written.reachedChoice()) {
                return new Segment(readable(written), FinishReason.NEXT_CHOICE, tokens);
            }
            if (tokens == tokenLimit) {
                return new Segment(unfinished(written), FinishReason.TOKEN_LIMIT, tokens);
            }
            if (!clock.instant().isBefore(deadline)) {
                return new Segment(unfinished(written), FinishReason.DEADLINE, tokens);
            }
            model.decodeStep(id);
        }
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

    private String unfinished(WrittenText written) {
        endOfText.cutBeginning(written);
        return readable(written);
    }

    private static String readable(WrittenText written) {
        return PromptFormat.readable(written.text());
    }
}
