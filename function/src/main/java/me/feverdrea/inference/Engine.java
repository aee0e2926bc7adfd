package me.feverdrea.inference;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine may take of the machine.
 *
 * @param threads that one step of the model is spread over: as many as there are cores to spare
 * @param spin for how long an idle one of them looks for work before it sleeps: a hundred parts of each step wait for all
 *     threads, and waking one costs more than looking; 0 lets it sleep at once
 * @param keptBytes of keys and values of recent branches that stay in memory; 0 keeps those of the last one only
 * @param libraries folder in which the native library stays unpacked; empty leaves that to ONNX Runtime
 */
public record Engine(int threads, Duration spin, long keptBytes, Optional<Path> libraries) {
    /** Longer than any gap within a step and than drawing a token; too short to warm a core that waits for readers. */
    private static final Duration SPIN = Duration.ofNanos(200_000);

    /** Memory that AWS Lambda gives the time of one core with; it shows more cores than it lets run. */
    private static final int LAMBDA_MIB_A_CORE = 1769;

    private static final String LAMBDA_MIB = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

    public Engine {
        if (threads < 1 || keptBytes < 0) {
            throw new IllegalArgumentException(
                    threads + " threads, " + keptBytes + " bytes kept: at least 1 thread and 0 bytes");
        }
    }

    /**
     * @param threads 0 is one for each core: of the machine, of the container's share, or of the function's on AWS Lambda
     * @param environment of the process
     */
    public static Engine of(int threads, int keptMib, Path libraries, Map<String, String> environment) {
        int cores = Runtime.getRuntime().availableProcessors();
        int most = threads > 0 ? threads : cores(cores, environment);
        return new Engine(most, most > 1 ? SPIN : Duration.ZERO, (long) keptMib << 20, Optional.of(libraries));
    }

    static int cores(int processors, Map<String, String> environment) {
        String mib = environment.get(LAMBDA_MIB);
        if (mib == null || !mib.matches("[1-9][0-9]{0,5}")) {
            return processors;
        }
        // A part of a core more would make the whole step wait for it.
        return Math.max(1, Math.min(processors, Integer.parseInt(mib) / LAMBDA_MIB_A_CORE));
    }
}
