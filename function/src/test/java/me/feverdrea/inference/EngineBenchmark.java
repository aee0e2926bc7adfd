package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Measures the engine, and peers beside it: every contender takes its turn at each workload, round after round, so that a
 * busy moment of the machine hits all alike; the medians count.
 *
 * <p>{@code ./mvnw -q -Pbench-engine}; the last line is one JSON object, the plot is engine-benchmark.svg in the folder
 * target.
 */
final class EngineBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final int COLD_STARTS = 3;
    private static final int CONTEXT = 1024;
    private static final Path NATIVE = Path.of("function/data/native");
    private static final Path PLOT = Path.of("function/target/engine-benchmark.svg");

    private EngineBenchmark() {}

    /**
     * @param arguments {@code -name=folder,…}, bundles or graphs to measure, those of the game if there are none; then
     *     {@code -name=command with arguments;…}, peers
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("cold")) {
            ColdStart.run(Path.of(arguments[1]), CONTEXT, engine());
            return;
        }
        NativeLibrary.unpackOnce(NATIVE);
        OrtEnvironment.getEnvironment();
        Map<String, Map<Workload, double[]>> times = new LinkedHashMap<>();
        Map<String, Path> folders = folders(parts(arguments[0], ","));
        List<Contender> all = new ArrayList<>();
        for (Map.Entry<String, Path> own : folders.entrySet()) {
            all.add(new EngineContender(own.getKey(), BenchmarkBundle.of(own.getValue(), CONTEXT), engine()));
        }
        for (String peer : parts(arguments[1], ";")) {
            String[] named = peer.split("=", 2);
            all.add(new PeerContender(named[0], List.of(named[1].strip().split(" +"))));
        }
        try {
            measure(all, times);
        } finally {
            all.forEach(Contender::close);
        }
        double bandwidth = bandwidth();
        Map<String, ColdStart.Result> cold = new LinkedHashMap<>();
        for (Map.Entry<String, Path> own : folders.entrySet()) {
            cold.put(own.getKey(), ColdStart.median(own.getValue(), COLD_STARTS));
        }
        print(times, folders, cold, bandwidth);
        Files.writeString(PLOT, BenchmarkPlot.svg(times));
        System.out.println(json(times, folders, cold, bandwidth));
    }

    private static List<String> parts(String argument, String separator) {
        return Arrays.stream(argument.substring(1).split(separator))
                .filter(part -> !part.isBlank())
                .toList();
    }

    private static Map<String, Path> folders(List<String> named) throws IOException {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String folder : named) {
            String[] parts = folder.split("=", 2);
            folders.put(parts[0], Path.of(parts[1]));
        }
        if (folders.isEmpty()) {
            try (Stream<Path> bundles = Files.list(Path.of("function/models"))) {
                bundles.filter(Files::isDirectory)
                        .forEach(bundle -> folders.put(bundle.getFileName().toString(), bundle));
            }
        }
        return folders;
    }

    private static Engine engine() {
        return Engine.of(0, 256, NATIVE, System.getenv());
    }

    private static void measure(List<Contender> all, Map<String, Map<Workload, double[]>> times) {
        for (Contender contender : all) {
            Map<Workload, double[]> own = new EnumMap<>(Workload.class);
            for (Workload workload : Workload.values()) {
                own.put(workload, new double[ROUNDS]);
                // the first one compiles, allocates and maps
                contender.millis(workload);
            }
            times.put(contender.name(), own);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Workload workload : Workload.values()) {
                for (Contender contender : all) {
                    times.get(contender.name()).get(workload)[round] = contender.millis(workload);
                }
            }
        }
    }

    /** Bytes a second that all cores together read from memory: no engine reads its weights faster. */
    private static double bandwidth() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try {
            long[][] blocks = new long[cores][(256 << 20) / Long.BYTES];
            double best = 0;
            for (int trial = 0; trial < 8; trial++) {
                List<Callable<Long>> sums = Arrays.stream(blocks)
                        .map(block -> (Callable<Long>) () -> sum(block))
                        .toList();
                long start = System.nanoTime();
                for (Future<Long> sum : threads.invokeAll(sums)) {
                    sum.get();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                best = Math.max(best, (double) cores * (256 << 20) / seconds);
            }
            return best;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long sum(long[] block) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < block.length; i += 4) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
        }
        return a + b + c + d;
    }

    /** Read for each token: the weights, but for the positions and what is looked up of the vocabulary. */
    private static long weights(Path folder) {
        try {
            Path data = folder.resolve("model.onnx.data");
            return Files.size(Files.exists(data) ? data : folder.resolve("model.onnx"));
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + ": no model.onnx here", e);
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(
            Map<String, Map<Workload, double[]>> times,
            Map<String, Path> folders,
            Map<String, ColdStart.Result> cold,
            double bandwidth) {
        System.out.printf("%-22s", "ms, median of " + ROUNDS);
        for (Workload workload : Workload.values()) {
            System.out.printf(" %11s", workload.text());
        }
        System.out.println();
        times.forEach((name, own) -> {
            System.out.printf("%-22s", name);
            own.values().forEach(values -> System.out.printf(Locale.ROOT, " %11.2f", median(values)));
            System.out.println();
        });
        System.out.printf(Locale.ROOT, "memory: %.1f GB/s%n", bandwidth / 1e9);
        folders.forEach((name, folder) -> System.out.printf(
                Locale.ROOT,
                "%s: %.0f MB, at most %.0f tokens/s by memory, reached %.0f; cold start %s%n",
                name,
                weights(folder) / 1e6,
                bandwidth / weights(folder),
                1000 / median(times.get(name).get(Workload.DECODE_1)),
                cold.get(name)));
    }

    private static String json(
            Map<String, Map<Workload, double[]>> times,
            Map<String, Path> folders,
            Map<String, ColdStart.Result> cold,
            double bandwidth) {
        StringJoiner contenders = new StringJoiner(",");
        times.forEach((name, own) -> {
            StringJoiner fields = new StringJoiner(",", "\"" + name + "\":{", "}");
            own.forEach((workload, values) -> {
                double median = median(values);
                fields.add("\"" + workload.text() + "_ms\":"
                        + (Double.isNaN(median) ? "null" : String.format(Locale.ROOT, "%.3f", median)));
            });
            Optional.ofNullable(folders.get(name))
                    .ifPresent(folder -> fields.add("\"weights_bytes\":" + weights(folder))
                            .add(cold.get(name).json()));
            contenders.add(fields.toString());
        });
        return String.format(
                Locale.ROOT,
                "{\"benchmark\":\"engine\",\"cores\":%d,\"rounds\":%d,\"memory_bytes_per_second\":%.0f,\"contenders\":{%s}}",
                Runtime.getRuntime().availableProcessors(),
                ROUNDS,
                bandwidth,
                contenders);
    }
}
