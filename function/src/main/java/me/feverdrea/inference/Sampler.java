package me.feverdrea.inference;

import java.util.random.RandomGenerator;

/** Draws the next token from logits. Not safe for concurrent callers: its buffers are reused. */
final class Sampler {
    private static final float BANNED = Float.NEGATIVE_INFINITY;
    private static final int PROMPT_RUNS = 3;

    private final Sampling sampling;
    private final int[] penalizedAt;
    private int draws;

    // the candidates: a heap with the least likely on top while they are chosen, then likeliest first
    private final int[] ids;
    private final float[] scores;
    private final double[] weights;
    private int candidates;

    Sampler(Sampling sampling, int vocabulary) {
        this.sampling = sampling;
        this.penalizedAt = new int[vocabulary];
        int most = sampling.topK() == 0 ? vocabulary : Math.min(sampling.topK(), vocabulary);
        this.ids = new int[most];
        this.scores = new float[most];
        this.weights = new double[most];
    }

    /**
     * @param logits one for each token of the vocabulary; changed in place, so give fresh ones each time
     * @param history everything before the token to be drawn: a prompt, with what was written behind it appended
     */
    int sample(float[] logits, TokenSequence history, RandomGenerator random) {
        penalizeRecent(logits, history);
        banRepeatedRuns(logits, history, history.begun(), sampling.noRepeatNgram());
        banRepeatedRuns(logits, history, 0, PROMPT_RUNS * sampling.noRepeatNgram());
        if (sampling.temperature() == 0) {
            return likeliest(logits);
        }
        chooseCandidates(logits);
        return draw(random);
    }

    private void penalizeRecent(float[] logits, TokenSequence history) {
        float penalty = (float) sampling.repetitionPenalty();
        if (penalty == 1) {
            return;
        }
        draws++;
        int oldest = Math.max(history.begun(), history.length() - sampling.penaltyWindow());
        for (int i = oldest; i < history.length(); i++) {
            int id = history.id(i);
            if (penalizedAt[id] != draws) {
                penalizedAt[id] = draws;
                logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
            }
        }
    }

    /** Bans what would end a run of so many tokens that is there already, from a place on. */
    private static void banRepeatedRuns(float[] logits, TokenSequence history, int from, int length) {
        int shared = length - 1;
        if (shared < 1) {
            return;
        }
        int end = history.length() - shared;
        for (int start = from; start < end; start++) {
            int matching = 0;
            while (matching < shared && history.id(start + matching) == history.id(end + matching)) {
                matching++;
            }
            if (matching == shared) {
                logits[history.id(start + shared)] = BANNED;
            }
        }
    }

    private static int likeliest(float[] logits) {
        int best = -1;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > BANNED && (best < 0 || logits[id] > logits[best])) {
                best = id;
            }
        }
        return orElseThrow(best);
    }

    private void chooseCandidates(float[] logits) {
        candidates = 0;
        for (int id = 0; id < logits.length; id++) {
            float logit = logits[id];
            if (candidates < ids.length) {
                if (logit > BANNED) {
                    ids[candidates] = id;
                    scores[candidates] = logit;
                    siftUp(candidates++);
                }
            } else if (logit > scores[0]) {
                ids[0] = id;
                scores[0] = logit;
                siftDown(0, candidates);
            }
        }
        orElseThrow(candidates - 1);
        for (int last = candidates - 1; last > 0; last--) {
            swap(0, last);
            siftDown(0, last);
        }
    }

    private int draw(RandomGenerator random) {
        double total = 0;
        for (int i = 0; i < candidates; i++) {
            // StrictMath: the same bits interpreted, compiled and in a native image
            weights[i] = StrictMath.exp((scores[i] - scores[0]) / sampling.temperature());
            total += weights[i];
        }
        double nucleus = 0;
        int kept = 0;
        while (kept < candidates && (kept == 0 || nucleus < sampling.topP() * total)) {
            nucleus += weights[kept++];
        }
        double point = random.nextDouble() * nucleus;
        int drawn = 0;
        while (drawn < kept - 1 && point >= weights[drawn]) {
            point -= weights[drawn++];
        }
        return ids[drawn];
    }

    private static int orElseThrow(int index) {
        if (index < 0) {
            throw new IllegalStateException("no token can be drawn: every logit is banned or not a number");
        }
        return index;
    }

    // equal scores are ordered by id, so that a draw does not hang on the order of arrival
    private boolean lessLikely(int left, int right) {
        return scores[left] < scores[right] || (scores[left] == scores[right] && ids[left] > ids[right]);
    }

    private void siftUp(int index) {
        int child = index;
        while (child > 0 && lessLikely(child, (child - 1) / 2)) {
            swap(child, (child - 1) / 2);
            child = (child - 1) / 2;
        }
    }

    private void siftDown(int index, int size) {
        int parent = index;
        while (2 * parent + 1 < size) {
            int child = 2 * parent + 1;
            if (child + 1 < size && lessLikely(child + 1, child)) {
                child++;
            }
            if (!lessLikely(child, parent)) {
                return;
            }
            swap(child, parent);
            parent = child;
        }
    }

    private void swap(int left, int right) {
        int id = ids[left];
        ids[left] = ids[right];
        ids[right] = id;
        float score = scores[left];
        scores[left] = scores[right];
        scores[right] = score;
    }
}
