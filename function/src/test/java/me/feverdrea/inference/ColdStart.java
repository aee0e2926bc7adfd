package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** From nothing loaded to the first token behind a prompt, in a process of its own. */
final class ColdStart {
    private static final int PROMPT = 300;

    private ColdStart() {}

    /** @param peakMib most memory that the process ever held, in MiB */
    record Result(double libraryMs, double sessionMs, double prefillMs, double totalMs, double peakMib) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.0f ms (library %.0f, session %.0f, prefill %.0f), at most %.0f MiB",
                    totalMs,
                    libraryMs,
                    sessionMs,
                    prefillMs,
                    peakMib);
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "\"cold_start_ms\":%.1f,\"library_ms\":%.1f,\"session_ms\":%.1f,\"cold_prefill_ms\":%.1f,\"peak_rss_mib\":%.1f",
                    totalMs,
                    libraryMs,
                    sessionMs,
                    prefillMs,
                    peakMib);
        }
    }

    /** Prints one line of figures. */
    static void run(Path folder, int context, Engine engine) throws Exception {
        long start = System.nanoTime();
        engine.libraries().ifPresent(NativeLibrary::unpackOnce);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long library = System.nanoTime();
        // without a manifest the graph is opened once more than in the game, so that is not counted
        var bundle = BenchmarkBundle.of(folder, context);
        long opened = System.nanoTime();
        try (Gpt2Session session = new Gpt2Session(environment, bundle, engine, 4)) {
            long loaded = System.nanoTime();
            int[] prompt = new SplittableRandom(1)
                    .ints(PROMPT, 0, session.vocabulary())
                    .toArray();
            float[] logits = new float[session.vocabulary()];
            session.prefill(0, prompt);
            session.logits(0, logits);
            new Sampler(Sampling.DEFAULT, logits.length)
                    .sample(logits, new TokenSequence(prompt), new SplittableRandom(1));
            long end = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "cold %.3f %.3f %.3f %.3f %.3f%n",
                    (library - start) / 1e6,
                    (loaded - opened) / 1e6,
                    (end - loaded) / 1e6,
                    (end - start - (opened - library)) / 1e6,
                    Machine.peakMib("self"));
        }
    }

    static Result median(Path folder, int starts) throws IOException {
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            all.add(start(folder));
        }
        double[] medians = new double[5];
        for (int figure = 0; figure < medians.length; figure++) {
            int at = figure;
            medians[figure] =
                    Trials.median(all.stream().map(figures -> figures[at]).toList());
        }
        return new Result(medians[0], medians[1], medians[2], medians[3], medians[4]);
    }

    private static double[] start(Path folder) throws IOException {
        List<double[]> found = new ArrayList<>();
        OwnProcess.lines(List.of(), List.of("cold", folder.toString()), line -> {
            if (line.startsWith("cold ")) {
                found.add(Arrays.stream(line.substring(5).split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
            }
        });
        if (found.isEmpty()) {
            throw new IOException("a cold start of " + folder + " says nothing");
        }
        return found.get(0);
    }
}
