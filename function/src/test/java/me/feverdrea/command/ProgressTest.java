package me.feverdrea.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    private Progress progress(OptionalLong expected, boolean isTerminal) {
        return new Progress(
                "branches", expected, new PrintStream(bytes, true, StandardCharsets.UTF_8), isTerminal, nanos::get);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void onATerminalABarGrowsAndIsTakenAway() {
        try (Progress progress = progress(OptionalLong.of(1000), true)) {
            progress.add(1);
            assertEquals("", shown(), "not more often than the eye sees");
            nanos.set(TimeUnit.SECONDS.toNanos(1));
            progress.add(499);
            assertTrue(shown().startsWith("\r[###############...............]  50 %  500 of 1,000 branches, 500 a"));
        }
        assertTrue(shown().endsWith("\r\u001B[K"));
    }

    @Test
    void inAFileItIsALineNowAndThen() {
        try (Progress progress = progress(OptionalLong.empty(), false)) {
            nanos.set(TimeUnit.SECONDS.toNanos(5));
            progress.add(10);
            assertEquals("", shown());
            nanos.set(TimeUnit.SECONDS.toNanos(10));
            progress.add(10);
        }
        assertEquals("20 branches, 2 a second\n", shown());
    }

    @Test
    void moreThanExpectedIsAllAndNotAnError() {
        try (Progress progress = progress(OptionalLong.of(10), false)) {
            nanos.set(TimeUnit.SECONDS.toNanos(10));
            progress.add(20);
        }
        assertTrue(shown().contains("100 %  20 of 20 branches"), shown());
    }
}
