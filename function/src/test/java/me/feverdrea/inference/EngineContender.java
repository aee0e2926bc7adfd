package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import java.util.Arrays;
import java.util.SplittableRandom;
import me.feverdrea.story.ModelBundle;

/** This engine, as the generators drive it: prefill, then sample and decode step. */
final class EngineContender implements Contender {
    private static final int ROWS = 4;
    private static final int WARM_UP = 5;

    private final String name;
    private final Gpt2Session session;
    private final Sampler sampler;
    private final float[] logits;
    private final SplittableRandom random = new SplittableRandom(1);

    EngineContender(String name, ModelBundle bundle, Engine engine) {
        this.name = name;
        this.session = new Gpt2Session(OrtEnvironment.getEnvironment(), bundle, engine, ROWS);
        this.sampler = new Sampler(new Sampling(0.65, 40, 0.9, 1.15, 160, 4, 1), session.vocabulary());
        this.logits = new float[session.vocabulary()];
        // peers come compiled
        for (int i = 0; i < WARM_UP; i++) {
            decode(ROWS);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double millis(Workload workload) {
        return switch (workload) {
            case DECODE_1 -> decode(1);
            case DECODE_4 -> decode(4);
            case PREFILL_64 -> prefill(0, 64);
            case PREFILL_256 -> prefill(0, 256);
            case PREFILL_512 -> session.context() > 512 ? prefill(0, 512) : Double.NaN;
            case FIRST_COLD -> prefill(0, Workload.KNOWN + Workload.CHOICE);
            case FIRST_WARM -> prefill(Workload.KNOWN, Workload.CHOICE);
            case SEGMENT -> segment(false);
            case STORY_STEP -> session.context() > 512 ? segment(true) : Double.NaN;
        };
    }

    private double decode(int rows) {
        TokenSequence history = known(Workload.DECODE_CONTEXT);
        session.fork(rows);
        int[] next = new int[rows];
        long start = System.nanoTime();
        for (int i = 0; i < Workload.SEGMENT_TOKENS; i++) {
            step(next, history);
        }
        return since(start) / Workload.SEGMENT_TOKENS;
    }

    /** Time to the next token behind so many new ones. */
    private double prefill(int known, int tokens) {
        TokenSequence history = known(Math.max(1, known));
        if (known == 0) {
            history = new TokenSequence(
                    random.ints(tokens, 0, session.vocabulary()).toArray());
        } else {
            history.append(random.ints(tokens, 0, session.vocabulary()).toArray());
        }
        long start = System.nanoTime();
        session.prefill(0, history.toArray());
        draw(0, history);
        return since(start);
    }

    private double segment(boolean andAllThatFollows) {
        TokenSequence history = known(Workload.KNOWN);
        int[] choice = random.ints(Workload.CHOICE, 0, session.vocabulary()).toArray();
        long start = System.nanoTime();
        history.append(choice);
        session.prefill(0, history.toArray());
        write(history, 1, Workload.SEGMENT_TOKENS);
        if (andAllThatFollows) {
            history.append(new int[] {1, 2});
            session.prefill(0, history.toArray());
            session.keep(0);
            draw(0, history);
            session.fork(Workload.SIBLINGS);
            int[] next = new int[Workload.SIBLINGS];
            for (int i = 1; i < Workload.CHOICE_TOKENS; i++) {
                step(next, history);
            }
            int[] branch = history.toArray();
            for (int row = 0; row < Workload.SIBLINGS; row++) {
                TokenSequence child = new TokenSequence(branch);
                child.append(random.ints(Workload.CHILD_CHOICE, 0, session.vocabulary())
                        .toArray());
                session.prefill(row, child.toArray());
            }
            write(history, Workload.SIBLINGS, Workload.SEGMENT_TOKENS);
        }
        return since(start);
    }

    /** So many tokens for each row, the first from the logits that are there; all of row 0 into the history. */
    private void write(TokenSequence history, int rows, int tokens) {
        int[] next = new int[rows];
        for (int token = 0; token < tokens; token++) {
            for (int row = 0; row < rows; row++) {
                next[row] = draw(row, history);
            }
            history.append(next[0]);
            if (token < tokens - 1) {
                session.decodeStep(next);
            }
        }
    }

    private void step(int[] next, TokenSequence history) {
        session.decodeStep(next);
        for (int row = 0; row < next.length; row++) {
            next[row] = draw(row, history);
        }
    }

    private int draw(int row, TokenSequence history) {
        session.logits(row, logits);
        return sampler.sample(logits, history, random);
    }

    private TokenSequence known(int tokens) {
        int[] ids = random.ints(tokens, 0, session.vocabulary()).toArray();
        session.prefill(0, ids);
        return new TokenSequence(Arrays.copyOf(ids, tokens));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        session.close();
    }
}
