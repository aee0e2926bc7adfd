package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token costs no garbage that grows with vocabulary, context or batch. */
class AllocationTest {
    private static final int MOST_BYTES_A_TOKEN = 4 * 1024;
    private static final int WARM_UP = 50;
    private static final int TOKENS = 300;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aDecodeStepAndADrawAllocateLittle(int rows) {
        try (Gpt2Session session =
                new Gpt2Session(OrtEnvironment.getEnvironment(), ShippedBundle.open(), ShippedBundle.ENGINE, rows)) {
            Sampler sampler = new Sampler(Sampling.DEFAULT, session.vocabulary());
            float[] logits = new float[session.vocabulary()];
            SplittableRandom random = new SplittableRandom(1);
            int[] next = new int[rows];
            TokenSequence history = new TokenSequence(new int[512]);
            session.prefill(0, new int[] {1, 2, 3});
            session.fork(rows);
            long bytes = bytesOfEach(token -> {
                session.decodeStep(next);
                for (int row = 0; row < rows; row++) {
                    session.logits(row, logits);
                    next[row] = sampler.sample(logits, history, random);
                }
            });
            assertTrue(bytes < MOST_BYTES_A_TOKEN, bytes + " bytes a step");
        }
    }

    @Test
    void readingOneMoreTokenAllocatesLittle() {
        try (Gpt2Session session =
                new Gpt2Session(OrtEnvironment.getEnvironment(), ShippedBundle.open(), ShippedBundle.ENGINE, 1)) {
            float[] logits = new float[session.vocabulary()];
            session.prefill(0, new int[] {1, 2, 3});
            long bytes = bytesOfEach(token -> {
                session.logits(0, logits);
                session.prefill(0, new int[] {1, 2, 3, 4 + token % 2});
            });
            assertTrue(bytes < MOST_BYTES_A_TOKEN, bytes + " bytes to read one token");
        }
    }

    private static long bytesOfEach(IntConsumer token) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        for (int i = 0; i < WARM_UP; i++) {
            token.accept(i);
        }
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < TOKENS; i++) {
            token.accept(i);
        }
        return (threads.getThreadAllocatedBytes(thread) - before) / TOKENS;
    }
}
