package me.feverdrea.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the start of the process to its first answers, native and on the JVM in turns. The last line is one JSON object. */
@Tag("native")
class ColdStartIT {
    private static final Path JVM = Path.of("function/target/lambda");
    private static final String STORED = "/api/stories/spider/1/count-arms";
    private static final int ROUNDS = 5;
    private static final int MOST_MEGABYTES = 512;

    @TempDir
    Path temporary;

    private int starts;

    /** Milliseconds, and megabytes at most. */
    private static final class Times {
        private final List<Long> read = new ArrayList<>();
        private final List<Long> generated = new ArrayList<>();
        private final List<Long> megabytes = new ArrayList<>();

        private static long median(List<Long> of) {
            return of.stream().sorted().toList().get(of.size() / 2);
        }
    }

    @Test
    void theExecutableIsThereWhileTheJvmIsStillLoading() throws IOException, InterruptedException {
        assertTrue(
                Files.exists(JVM.resolve("function.zip")),
                JVM.toAbsolutePath() + "/function.zip is missing; run ./mvnw -Plambda package first");
        Map<Path, Times> all = Map.of(JVM, new Times(), FunctionInstance.build(), new Times());
        try (LocalCloud cloud = new LocalCloud()) {
            measure(FunctionInstance.build(), new Times(), cloud, STORED, false);
            for (int round = 0; round < ROUNDS; round++) {
                for (Path build : List.of(FunctionInstance.build(), JVM)) {
                    measure(build, all.get(build), cloud, STORED, true);
                    measure(build, all.get(build), cloud, "/api/stories/spider/2/count-arms" + dark(), false);
                }
            }
        }
        Times executable = all.get(FunctionInstance.build());
        Times jvm = all.get(JVM);
        System.out.printf(
                Locale.ROOT,
                "{\"rounds\":%d,\"times_faster\":%.1f,\"native_read_ms\":%d,\"jvm_read_ms\":%d,\"native_generated_ms\":%d,"
                        + "\"jvm_generated_ms\":%d,\"native_mb\":%d,\"jvm_mb\":%d}%n",
                ROUNDS,
                (double) Times.median(jvm.read) / Times.median(executable.read),
                Times.median(executable.read),
                Times.median(jvm.read),
                Times.median(executable.generated),
                Times.median(jvm.generated),
                Times.median(executable.megabytes),
                Times.median(jvm.megabytes));
        assertTrue(Times.median(executable.megabytes) <= MOST_MEGABYTES, "memory of the warm function");
    }

    /** A page that nobody has dreamed yet: the takes of a step, then another dream. */
    private String dark() {
        return List.of("", "~b", "~c").get(starts % 3);
    }

    private void measure(Path build, Times times, LocalCloud cloud, String path, boolean isRead) {
        Path cache = temporary.resolve("cold-" + starts++);
        String page = isRead ? STORED : path.replace("spider/2", "spider/" + (1 + starts % 15));
        try (FunctionInstance function = FunctionInstance.start(build, cloud.environment(cache))) {
            FunctionUrl.Answer answer = function.get(page);
            long millis = Duration.between(function.started(), Instant.now()).toMillis();
            assertEquals(200, answer.status(), answer.text());
            (isRead ? times.read : times.generated).add(millis);
            times.megabytes.add(function.peakMegabytes());
        }
    }
}
