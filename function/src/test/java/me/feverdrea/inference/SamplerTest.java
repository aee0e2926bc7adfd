package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int VOCABULARY = 1_000;
    private static final Sampling PLAIN = new Sampling(1, VOCABULARY, 1, 1, 0, 0, 1);
    private static final TokenSequence NOTHING = new TokenSequence();

    @Test
    void zeroTemperatureTakesTheLikeliestAndIgnoresTheSeed() {
        Sampling sampling = new Sampling(0, 40, 0.9, 1, 0, 0, 1);
        for (long seed = 0; seed < 50; seed++) {
            assertEquals(7, draw(sampling, logits(7, 5f, 8, 4.9f), NOTHING, seed));
        }
    }

    @Test
    void zeroTemperatureTakesTheFirstOfEquals() {
        assertEquals(3, draw(new Sampling(0, 40, 0.9, 1, 0, 0, 1), logits(3, 5f, 9, 5f), NOTHING, 1));
    }

    @Test
    void theSameSeedDrawsTheSameTokens() {
        assertEquals(run(PLAIN, 11), run(PLAIN, 11));
        assertNotEquals(run(PLAIN, 11), run(PLAIN, 12));
    }

    @Test
    void aCandidateOfOneLeavesNoChance() {
        Sampling sampling = new Sampling(5, 1, 1, 1, 0, 0, 1);
        for (long seed = 0; seed < 50; seed++) {
            assertEquals(42, draw(sampling, logits(42, 0.1f), NOTHING, seed));
        }
    }

    @Test
    void onlyTheLikeliestKAreDrawn() {
        float[] rising = new float[VOCABULARY];
        for (int id = 0; id < VOCABULARY; id++) {
            rising[(id * 7919) % VOCABULARY] = id / 1_000f;
        }
        Set<Integer> expected = new HashSet<>();
        for (int id = VOCABULARY - 5; id < VOCABULARY; id++) {
            expected.add((id * 7919) % VOCABULARY);
        }
        Set<Integer> drawn = new HashSet<>();
        for (long seed = 0; seed < 400; seed++) {
            drawn.add(draw(new Sampling(1, 5, 1, 1, 0, 0, 1), rising.clone(), NOTHING, seed));
        }
        assertEquals(expected, drawn);
    }

    @Test
    void zeroCandidatesAreAllTokens() {
        Set<Integer> drawn = new HashSet<>();
        for (long seed = 0; seed < 20_000; seed++) {
            drawn.add(draw(new Sampling(1, 0, 1, 1, 0, 0, 1), new float[VOCABULARY], NOTHING, seed));
        }
        assertEquals(VOCABULARY, drawn.size());
    }

    @Test
    void theNucleusIsTheFewestTokensThatReachTopP() {
        // probabilities 0.5, 0.3, 0.2: 0.8 is reached by the first two, and anything above it needs the third
        float[] logits = logits(1, ln(0.5), 2, ln(0.3), 3, ln(0.2));
        assertEquals(Set.of(1), drawnOf(logits, 0.5));
        assertEquals(Set.of(1, 2), drawnOf(logits, 0.79));
        assertEquals(Set.of(1, 2, 3), drawnOf(logits, 0.81));
    }

    @Test
    void drawsFollowTheProbabilities() {
        float[] logits = logits(1, ln(0.5), 2, ln(0.3), 3, ln(0.2));
        SplittableRandom random = new SplittableRandom(5);
        Sampler sampler = new Sampler(new Sampling(1, 3, 1, 1, 0, 0, 1), VOCABULARY);
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 100_000; i++) {
            counts.merge(sampler.sample(logits.clone(), NOTHING, random), 1, Integer::sum);
        }
        assertEquals(50_000, counts.get(1), 700);
        assertEquals(30_000, counts.get(2), 700);
        assertEquals(20_000, counts.get(3), 700);
    }

    @Test
    void aLowerTemperatureSharpens() {
        float[] logits = logits(1, ln(0.6), 2, ln(0.4));
        SplittableRandom random = new SplittableRandom(5);
        Sampler sampler = new Sampler(new Sampling(0.5, 2, 1, 1, 0, 0, 1), VOCABULARY);
        int first = 0;
        for (int i = 0; i < 100_000; i++) {
            first += sampler.sample(logits.clone(), NOTHING, random) == 1 ? 1 : 0;
        }
        // 0.6² : 0.4² = 36 : 16
        assertEquals(69_231, first, 700);
    }

    @Test
    void recentTokensArePenalizedWhateverTheirSign() {
        Sampling sampling = new Sampling(0, 10, 1, 2, 3, 0, 1);
        assertEquals(2, draw(sampling, logits(1, 4f, 2, 3f), written(1), 1));
        float[] negative = new float[VOCABULARY];
        Arrays.fill(negative, -9);
        negative[1] = -1;
        negative[2] = -1.5f;
        assertEquals(2, draw(sampling, negative, written(1), 1));
    }

    @Test
    void aTokenIsPenalizedOnceHoweverOftenItOccurs() {
        Sampling sampling = new Sampling(0, 10, 1, 2, 10, 0, 1);
        assertEquals(1, draw(sampling, logits(1, 4f, 2, 1.9f), written(1, 1, 1, 1), 1));
    }

    @Test
    void tokensOutsideTheWindowAreNotPenalized() {
        Sampling sampling = new Sampling(0, 10, 1, 2, 3, 0, 1);
        assertEquals(1, draw(sampling, logits(1, 4f, 2, 3f), written(1, 5, 5, 5), 1));
    }

    @Test
    void noRunOccursTwice() {
        Sampling sampling = new Sampling(0, 10, 1, 1, 0, 3, 1);
        TokenSequence history = written(1, 2, 3, 9, 1, 2);
        assertEquals(4, draw(sampling, logits(3, 9f, 4, 8f), history, 1));
        assertEquals(3, draw(sampling, logits(3, 9f, 4, 8f), written(1, 2, 3, 9, 2, 2), 1));
    }

    @Test
    void whatAPromptSaysMayBeSaidAgain() {
        Sampling sampling = new Sampling(0, 10, 1, 2, 10, 3, 1);
        assertEquals(1, draw(sampling, logits(1, 4f, 2, 3f), new TokenSequence(1), 1));
        TokenSequence history = new TokenSequence(1, 2, 3, 9);
        history.append(new int[] {1, 2});
        assertEquals(3, draw(sampling, logits(3, 9f, 4, 8f), history, 1));
    }

    @Test
    void aLongRunOfAPromptIsNotCopied() {
        Sampling sampling = new Sampling(0, 10, 1, 1, 0, 2, 1);
        TokenSequence history = new TokenSequence(1, 2, 3, 4, 5, 6, 9);
        history.append(new int[] {1, 2, 3, 4});
        assertEquals(5, draw(sampling, logits(5, 9f, 6, 8f, 7, 7f), history, 1));
        history.append(5);
        assertEquals(7, draw(sampling, logits(6, 9f, 7, 8f), history, 1));
    }

    @Test
    void aRunMayOverlapItself() {
        Sampling sampling = new Sampling(0, 10, 1, 1, 0, 2, 1);
        assertEquals(6, draw(sampling, logits(5, 9f, 6, 8f), written(5, 5), 1));
    }

    @Test
    void bannedTokensAreNeverDrawn() {
        float[] logits = new float[VOCABULARY];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[10] = -50;
        logits[20] = -50;
        Set<Integer> drawn = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            drawn.add(draw(PLAIN, logits.clone(), NOTHING, seed));
        }
        assertEquals(Set.of(10, 20), drawn);
    }

    @Test
    void brokenLogitsAreSaidToBeBroken() {
        float[] broken = new float[VOCABULARY];
        Arrays.fill(broken, Float.NaN);
        for (double temperature : List.of(0.0, 1.0)) {
            Sampling sampling = new Sampling(temperature, 10, 1, 1, 0, 0, 1);
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> draw(sampling, broken.clone(), NOTHING, 1));
            assertTrue(e.getMessage().contains("not a number"), e.getMessage());
        }
    }

    private static Set<Integer> drawnOf(float[] logits, double topP) {
        Set<Integer> drawn = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            drawn.add(draw(new Sampling(1, 3, topP, 1, 0, 0, 1), logits.clone(), NOTHING, seed));
        }
        return drawn;
    }

    private static List<Integer> run(Sampling sampling, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Sampler sampler = new Sampler(sampling, VOCABULARY);
        return Stream.generate(() -> sampler.sample(new float[VOCABULARY], NOTHING, random))
                .limit(20)
                .toList();
    }

    private static int draw(Sampling sampling, float[] logits, TokenSequence history, long seed) {
        return new Sampler(sampling, VOCABULARY).sample(logits, history, new SplittableRandom(seed));
    }

    /** All others are hopeless. */
    private static float[] logits(Number... idsAndLogits) {
        float[] logits = new float[VOCABULARY];
        Arrays.fill(logits, -1_000);
        for (int i = 0; i < idsAndLogits.length; i += 2) {
            logits[idsAndLogits[i].intValue()] = idsAndLogits[i + 1].floatValue();
        }
        return logits;
    }

    private static float ln(double probability) {
        return (float) Math.log(probability);
    }

    private static TokenSequence written(int... ids) {
        TokenSequence sequence = new TokenSequence();
        sequence.append(ids);
        return sequence;
    }
}
