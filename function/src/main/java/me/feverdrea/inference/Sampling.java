package me.feverdrea.inference;

import java.util.Locale;

/**
 * How the next token is drawn, and which of several drafts is kept. What a page may not repeat counts from its own
 * beginning: a page that carries out a choice must say its words again, and those of the page before.
 *
 * @param temperature 0 always takes the likeliest token
 * @param topK how many of the likeliest tokens are considered at all; 0 is all, which costs a sort of the vocabulary
 * @param topP of those, the fewest whose probabilities sum to this
 * @param repetitionPenalty divides positive logits of tokens that were written lately and multiplies negative ones; 1 is
 *     none
 * @param penaltyWindow how many written tokens back are lately
 * @param noRepeatNgram no run of this many tokens is written twice, and none of three times as many comes from the
 *     prompt; 0 allows it
 * @param bestOf drafts of a segment that are written side by side; the one that the model itself finds likeliest is kept
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        int penaltyWindow,
        int noRepeatNgram,
        int bestOf) {

    public static final Sampling DEFAULT = new Sampling(0.85, 50, 0.9, 1.15, 200, 6, 1);

    public Sampling {
        require("temperature", temperature, 0, 5);
        require("topK", topK, 0, 1_000_000);
        require("topP", topP, 0.01, 1);
        require("repetitionPenalty", repetitionPenalty, 1, 10);
        require("penaltyWindow", penaltyWindow, 0, 100_000);
        require("noRepeatNgram", noRepeatNgram, 0, 100);
        require("bestOf", bestOf, 1, Gpt2.ROWS);
        if (noRepeatNgram == 1) {
            throw new IllegalArgumentException("noRepeatNgram is 1: no token could occur twice; use 0 or 2 and more");
        }
    }

    /** One line that says it all; equal settings have equal lines. */
    public String text() {
        return "temperature=%s,top_k=%d,top_p=%s,repetition_penalty=%s,penalty_window=%d,no_repeat_ngram=%d,best_of=%d"
                .formatted(
                        number(temperature),
                        topK,
                        number(topP),
                        number(repetitionPenalty),
                        penaltyWindow,
                        noRepeatNgram,
                        bestOf);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static void require(String name, double value, double least, double most) {
        // written so that NaN fails
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s is %s: it must be from %s to %s", name, value, least, most));
        }
    }
}
