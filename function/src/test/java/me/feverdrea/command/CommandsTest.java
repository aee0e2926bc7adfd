package me.feverdrea.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.StoryPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandsTest {
    private final PrintStream systemOut = System.out;
    private final PrintStream systemErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Command(name = "knock", description = "Knocks on a door.", mixinStandardHelpOptions = true)
    static final class Knock implements Callable<Integer> {
        private final RuntimeException problem;

        @Option(names = "--times", description = "How often; ${DEFAULT-VALUE} if not said.", defaultValue = "3")
        private int times;

        Knock(RuntimeException problem) {
            this.problem = problem;
        }

        @Override
        public Integer call() {
            if (problem != null) {
                throw problem;
            }
            System.out.print("knock ".repeat(times));
            return 0;
        }
    }

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(systemOut);
        System.setErr(systemErr);
    }

    private static int run(RuntimeException problem, String... arguments) {
        return new Commands(List.of(new Knock(problem))).run(arguments);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aCommandIsRunWithItsOptions() {
        assertEquals(0, run(null, "knock", "--times", "2"));
        assertEquals("knock knock ", out.toString(StandardCharsets.UTF_8));
        assertEquals("", said());
    }

    @Test
    void helpNamesEveryCommandAndIsNoError() {
        assertEquals(0, run(null, "--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("Knocks on a door."));
        assertEquals(0, run(null, "knock", "--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("3 if not said"));
    }

    @Test
    void badInputIsOneLineWithTheNextStepAndStatusTwo() {
        for (String[] bad : List.of(
                new String[] {},
                new String[] {"knok"},
                new String[] {"knock", "--time", "2"},
                new String[] {"knock", "--times", "often"},
                new String[] {"knock", "extra"})) {
            err.reset();
            assertEquals(2, run(null, bad), String.join(" ", bad));
            assertEquals(1, said().lines().count(), said());
            assertTrue(said().contains("--help"), said());
        }
    }

    @Test
    void whatTheCallerCanMendIsStatusTwoAndWhatHeCannotIsOne() {
        assertEquals(2, run(new InputException("--out x: it is a file; name a folder"), "knock"));
        assertEquals("feverdream knock: --out x: it is a file; name a folder\n", said());
        err.reset();
        assertEquals(1, run(new StoreException("the store is away; look for it", null), "knock"));
        assertEquals("feverdream knock: the store is away; look for it\n", said());
        err.reset();
        RuntimeException bent =
                org.junit.jupiter.api.Assertions.assertThrows(RuntimeException.class, () -> StoryPath.parse("no path"));
        assertEquals(2, run(bent, "knock"));
        assertEquals(1, said().lines().count(), said());
    }

    @Test
    void aFaultOfOursIsToldWithItsTraceAndStatusOne() {
        assertEquals(1, run(new IllegalStateException("never"), "knock"));
        assertTrue(said().contains("IllegalStateException: never"), said());
        assertTrue(said().contains("\tat "), said());
    }
}
