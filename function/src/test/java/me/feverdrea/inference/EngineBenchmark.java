package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Measures the engine, and peers beside it: every contender takes its turn at each workload, round after round, so that a
 * busy moment of the machine hits all alike; the medians count.
 *
 * <p>{@code ./mvnw -q -Pbench-engine}; the last line is one JSON object, the plot is engine-benchmark.svg in the folder
 * target. {@code function/bench/run} names the contenders.
 */
final class EngineBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final Duration LONGEST = Duration.ofSeconds(Integer.getInteger("seconds", 240));
    private static final int SOAK = Integer.getInteger("soak", 0);
    private static final String STILL = "-still";
    private static final int KEPT_MIB = 256;
    private static final int COLD_STARTS = 3;
    private static final int CONTEXT = 1024;
    private static final Path NATIVE = Path.of("function/data/native");
    private static final Path PLOT = Path.of("function/target/engine-benchmark.svg");

    private final Map<String, Path> folders;
    private final Map<String, ColdStart.Result> cold = new LinkedHashMap<>();
    private final List<Contender> contenders = new ArrayList<>();
    private double bandwidth;

    private EngineBenchmark(Map<String, Path> folders) {
        this.folders = folders;
    }

    /**
     * @param arguments {@code -name=folder,…}, bundles or graphs to measure, those of the game if there are none; threads of
     *     one whose name ends in {@code -still} do not spin; then {@code -name=command with arguments;…}, peers
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("cold")) {
            ColdStart.run(Path.of(arguments[1]), CONTEXT, engine(KEPT_MIB));
            return;
        }
        if (arguments[0].equals("soak")) {
            EngineSoak.run(Integer.parseInt(arguments[1]), engine(64));
            return;
        }
        if (SOAK > 0) {
            EngineSoak.start(SOAK);
            return;
        }
        NativeLibrary.unpackOnce(NATIVE);
        OrtEnvironment.getEnvironment();
        EngineBenchmark benchmark = new EngineBenchmark(folders(parts(arguments[0], ",")));
        benchmark.measure(parts(arguments[1], ";"));
    }

    private void measure(List<String> peers) throws Exception {
        bandwidth = Machine.bandwidth();
        for (Map.Entry<String, Path> own : folders.entrySet()) {
            if (!own.getKey().endsWith(STILL)) {
                cold.put(own.getKey(), ColdStart.median(own.getValue(), COLD_STARTS));
                System.out.println(own.getKey() + ": cold start " + cold.get(own.getKey()));
            }
        }
        try {
            for (Map.Entry<String, Path> own : folders.entrySet()) {
                contenders.add(new EngineContender(
                        own.getKey(), BenchmarkBundle.of(own.getValue(), CONTEXT), engineOf(own.getKey())));
            }
            peers.forEach(this::start);
            Trials trials = new Trials(contenders);
            trials.run(ROUNDS, LONGEST);
            print(trials);
            Files.writeString(PLOT, BenchmarkPlot.svg(contenders, trials));
            System.out.println(json(trials));
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void start(String peer) {
        String[] named = peer.split("=", 2);
        try {
            contenders.add(
                    new PeerContender(named[0].strip(), List.of(named[1].strip().split(" +"))));
        } catch (IOException e) {
            System.out.println(named[0].strip() + ": left out, since it does not start: " + e.getMessage());
        }
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

    private static Engine engine(int keptMib) {
        return Engine.of(0, keptMib, NATIVE, System.getenv());
    }

    private static Engine engineOf(String name) {
        Engine usual = engine(KEPT_MIB);
        return name.endsWith(STILL)
                ? new Engine(usual.threads(), Duration.ZERO, usual.keptBytes(), usual.libraries())
                : usual;
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

    private void print(Trials trials) {
        System.out.printf("%-22s", "ms, medians");
        for (Workload workload : Workload.values()) {
            System.out.printf(" %11s", workload.text());
        }
        System.out.printf(" %11s%n", "peak MiB");
        for (Contender contender : contenders) {
            System.out.printf("%-22s", contender.name());
            for (Workload workload : Workload.values()) {
                System.out.printf(Locale.ROOT, " %11.2f", trials.median(contender, workload));
            }
            System.out.printf(Locale.ROOT, " %11.0f%n", peakMib(contender));
        }
        System.out.printf(
                Locale.ROOT,
                "%d rounds, %d trials dropped for other programs; memory: %.1f GB/s%n",
                trials.rounds(),
                trials.dropped(),
                bandwidth / 1e9);
        contenders.forEach(contender -> Optional.ofNullable(folders.get(contender.name()))
                .ifPresent(folder -> System.out.printf(
                        Locale.ROOT,
                        "%s: %.0f MB, at most %.0f tokens/s by memory, reached %.0f%n",
                        contender.name(),
                        weights(folder) / 1e6,
                        bandwidth / weights(folder),
                        1000 / trials.median(contender, Workload.DECODE_1))));
    }

    /** Of the engine, what a process holds that does nothing else. */
    private double peakMib(Contender contender) {
        ColdStart.Result alone = cold.get(contender.name());
        return alone == null ? contender.peakMib() : alone.peakMib();
    }

    private String json(Trials trials) {
        StringJoiner all = new StringJoiner(",");
        for (Contender contender : contenders) {
            StringJoiner fields = new StringJoiner(",", "\"" + contender.name() + "\":{", "}");
            for (Workload workload : Workload.values()) {
                double median = trials.median(contender, workload);
                fields.add("\"" + workload.text() + "_ms\":"
                        + (Double.isNaN(median) ? "null" : String.format(Locale.ROOT, "%.3f", median)));
                fields.add("\"" + workload.text() + "_trials\":" + trials.counted(contender, workload));
            }
            fields.add(String.format(Locale.ROOT, "\"peak_mib\":%.1f", peakMib(contender)));
            Optional.ofNullable(folders.get(contender.name()))
                    .ifPresent(folder -> fields.add("\"weights_bytes\":" + weights(folder)));
            Optional.ofNullable(cold.get(contender.name())).ifPresent(result -> fields.add(result.json()));
            all.add(fields.toString());
        }
        return String.format(
                Locale.ROOT,
                "{\"benchmark\":\"engine\",\"cores\":%d,\"rounds\":%d,\"dropped\":%d,\"memory_bytes_per_second\":%.0f,"
                        + "\"contenders\":{%s}}",
                Runtime.getRuntime().availableProcessors(),
                trials.rounds(),
                trials.dropped(),
                bandwidth,
                all);
    }
}
