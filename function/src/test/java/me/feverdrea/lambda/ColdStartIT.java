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

/** From the start of the process to its first answers, native and on the JVM in turns: prints one JSON object. */
@Tag("native")
class ColdStartIT {
    private static final Path JVM = Path.of("function/target/lambda");
    private static final String STORED = "/api/stories/spider/1/count-arms";
    private static final int ROUNDS = 5;
    private static final int WARM_PAGES = 3;
    private static final int MOST_MEGABYTES = 512;

    @TempDir
    Path temporary;

    private int starts;
    private int dark;

    /** Milliseconds, and megabytes at most. */
    private static final class Times {
        private final List<Long> read = new ArrayList<>();
        private final List<Long> generated = new ArrayList<>();
        private final List<Long> warm = new ArrayList<>();
        private final List<Long> megabytes = new ArrayList<>();

        private static long median(List<Long> of) {
            return of.stream().sorted().toList().get(of.size() / 2);
        }
    }

    @Test
    void theFunctionFitsIntoTheSmallestMemory() throws IOException, InterruptedException {
        assertTrue(
                Files.exists(JVM.resolve("function.zip")),
                JVM.toAbsolutePath() + "/function.zip is missing; run ./mvnw -Plambda package first");
        Map<Path, Times> all = Map.of(JVM, new Times(), FunctionInstance.build(), new Times());
        try (LocalCloud cloud = new LocalCloud()) {
            dream(cloud);
            for (int round = 0; round < ROUNDS; round++) {
                for (Path build : List.of(FunctionInstance.build(), JVM)) {
                    read(build, all.get(build), cloud);
                    generate(build, all.get(build), cloud);
                }
            }
        }
        Times executable = all.get(FunctionInstance.build());
        Times jvm = all.get(JVM);
        System.out.printf(
                Locale.ROOT,
                "{\"rounds\":%d,\"times_faster\":%.1f,\"native_read_ms\":%d,\"jvm_read_ms\":%d,\"native_generated_ms\":%d,"
                        + "\"jvm_generated_ms\":%d,"
                        + "\"native_warm_page_ms\":%d,\"jvm_warm_page_ms\":%d,\"native_mb\":%d,\"jvm_mb\":%d}%n",
                ROUNDS,
                (double) Times.median(jvm.read) / Times.median(executable.read),
                Times.median(executable.read),
                Times.median(jvm.read),
                Times.median(executable.generated),
                Times.median(jvm.generated),
                Times.median(executable.warm),
                Times.median(jvm.warm),
                Times.median(executable.megabytes),
                Times.median(jvm.megabytes));
        assertTrue(Times.median(executable.megabytes) <= MOST_MEGABYTES, "memory of the warm function");
    }

    /** A page that nobody has dreamed yet. */
    private String dark() {
        int number = dark++;
        return "/api/stories/spider/" + (2 + number % 15) + "/count-arms"
                + List.of("", "~b", "~c").get(number / 15);
    }

    private void dream(LocalCloud cloud) {
        try (FunctionInstance function = start(FunctionInstance.build(), cloud)) {
            assertEquals(200, function.get(STORED).status(), function.log());
        }
    }

    private void read(Path build, Times times, LocalCloud cloud) {
        try (FunctionInstance function = start(build, cloud)) {
            times.read.add(millis(function, STORED, function.started()));
        }
    }

    private void generate(Path build, Times times, LocalCloud cloud) {
        try (FunctionInstance function = start(build, cloud)) {
            times.generated.add(millis(function, dark(), function.started()));
            for (int page = 0; page < WARM_PAGES; page++) {
                times.warm.add(millis(function, dark(), Instant.now()));
            }
            times.megabytes.add(function.peakMegabytes());
        }
    }

    private FunctionInstance start(Path build, LocalCloud cloud) {
        return FunctionInstance.start(build, cloud.environment(temporary.resolve("cold-" + starts++)));
    }

    private static long millis(FunctionInstance function, String page, Instant since) {
        FunctionUrl.Answer answer = function.get(page);
        long millis = Duration.between(since, Instant.now()).toMillis();
        assertEquals(200, answer.status(), answer.text());
        return millis;
    }
}
