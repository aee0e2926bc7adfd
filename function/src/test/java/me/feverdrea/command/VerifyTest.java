package me.feverdrea.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import me.feverdrea.local.SqliteBranchStore;
import me.feverdrea.local.SqliteControlStore;
import me.feverdrea.local.SqliteWithdrawals;
import me.feverdrea.story.Allowance;
import me.feverdrea.story.Draft;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.FinishReason;
import me.feverdrea.story.Library;
import me.feverdrea.story.Reader;
import me.feverdrea.story.Redreamer;
import me.feverdrea.story.ScriptedWriter;
import me.feverdrea.story.Stores;
import me.feverdrea.story.StoryPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both commands on a game that was played a little. */
class VerifyTest {
    private static final String PAGE = "spider/5/count-arms";

    @TempDir
    Path folder;

    private final PrintStream systemOut = System.out;
    private final PrintStream systemErr = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ScriptedWriter writer = new ScriptedWriter();
    private Library library;
    private SqliteBranchStore branches;
    private Stores stores;

    @BeforeEach
    void play() {
        library = new Library(Path.of("function/stories"), Clock.systemUTC());
        branches = new SqliteBranchStore(folder);
        stores = new Stores(
                branches, SqliteBranchStore.ofPrivates(folder, Duration.ofDays(30)), new SqliteControlStore(folder));
        Dreamer dreamer = new Dreamer(
                library,
                stores,
                writer,
                Clock.systemUTC(),
                new Dreamer.Limits(
                        3, Duration.ofSeconds(9), Duration.ofSeconds(9), 9, Duration.ZERO, Allowance.UNLIMITED));
        for (String path : List.of(PAGE, PAGE + ".1", "spider/6/count-arms")) {
            dreamer.page(StoryPath.parse(path), new Reader("192.0.2.1", true));
        }
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() throws Exception {
        System.setOut(systemOut);
        System.setErr(systemErr);
        branches.close();
        ((AutoCloseable) stores.privates()).close();
        ((AutoCloseable) stores.control()).close();
    }

    private int run(String... arguments) {
        Verify.Game game = new Verify.Game(library, branches, new Redreamer(library, stores, writer));
        return new Commands(List.of(
                        new Verify(() -> game, Clock.systemUTC()),
                        new Takedown(
                                () -> new SqliteWithdrawals(folder),
                                Clock.fixed(Instant.EPOCH, java.time.ZoneOffset.UTC))))
                .run(arguments);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsToldAsBeforeIsNoDrift() {
        assertEquals(0, run("verify"), this::said);
        assertTrue(said().contains("scripted-0000000000: 3 same"), said());
        assertTrue(said().contains("processor: "), said());
    }

    @Test
    void driftIsToldByPageAndByModelAndEndsWithOne() {
        writer.write(ask -> new Draft(
                "Something quite different stands here by now.", FinishReason.NEXT_CHOICE, 9, 9, 0, List.of()));
        assertEquals(1, run("verify", "--count", "2"));
        assertTrue(said().contains("drifted: " + PAGE), said());
        assertTrue(said().contains("2 drifted"), said());
    }

    @Test
    void aCountThatIsNoneIsRefused() {
        assertEquals(2, run("verify", "--count", "0"));
        assertTrue(said().contains("--count 0"), said());
    }

    @Test
    void aTakedownMarksThePageAndSaysSo() {
        assertEquals(0, run("takedown", PAGE, "--below"), this::said);
        assertTrue(said().contains("taken down: " + PAGE + ".1"), said());
        Optional<Instant> when =
                branches.find(StoryPath.parse(PAGE)).orElseThrow().withdrawnAt();
        assertEquals(Optional.of(Instant.EPOCH), when);
    }

    @Test
    void aTakedownOfNothingIsRefused() {
        assertEquals(2, run("takedown", "spider/9/count-arms"));
        assertEquals(2, run("takedown", "spider/9"));
        assertEquals(2, run("takedown", "spider"));
        assertTrue(said().contains("nothing is stored there"), said());
    }
}
