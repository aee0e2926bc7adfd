package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import me.feverdrea.story.Ahead.Status;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is dreamed while nobody waits for it yet. */
class AheadTest extends WellStory {
    private static final String DOOR = "well/1/lift-the-lid";
    private static final List<String> WORDS = List.of(
            ("moss rope bucket stone rain candle wheel crow spoon ladder salt thread glove mirror root ash bell cradle"
                            + " nail plough tooth lamp sack window brick vine hinge coin feather drain")
                    .split(" "));
    private static final String TEXT = "You lift it, and the dark below is warm and breathes.";

    @BeforeEach
    void writeDifferently() {
        writer.write(AheadTest::differentEachTime);
    }

    /** Nothing that the gate would take for a sibling's. */
    private static Draft differentEachTime(ScriptedWriter.Ask ask) {
        String words = new SplittableRandom(ask.seed())
                .ints(14, 0, WORDS.size())
                .mapToObj(WORDS::get)
                .collect(Collectors.joining(" "));
        return ScriptedWriter.draft("You see " + words + ".", FinishReason.NEXT_CHOICE);
    }

    private List<Status> ahead(String path) {
        return statuses(dreamer.ahead(StoryPath.parse(path), READER));
    }

    private static List<Status> statuses(Ahead ahead) {
        return ahead.children().stream().map(Ahead.Child::status).toList();
    }

    /** Readers like these find no process here in the middle of anything. */
    private Dreamer otherProcess() {
        return dreamer(Duration.ofSeconds(5), 32);
    }

    @Test
    void allDoorsOfAPageAreDreamedAndSayWhoAsked() {
        dream(DOOR);
        Ahead ahead = dreamer.ahead(StoryPath.parse(DOOR), READER);
        assertEquals(
                List.of(DOOR + ".1", DOOR + ".2", DOOR + ".3"),
                ahead.children().stream().map(child -> child.path().toString()).toList());
        assertEquals(List.of(Status.DREAMED, Status.DREAMED, Status.DREAMED), statuses(ahead));
        assertEquals(4, writer.written());
        assertEquals(AskedBy.AHEAD, dream(DOOR + ".2").provenance().askedBy());
        assertEquals(AskedBy.READER, dream(DOOR).provenance().askedBy());
        assertEquals(4, writer.written());
        assertEquals(List.of(Status.STORED, Status.STORED, Status.STORED), ahead(DOOR));
    }

    @Test
    void ofAnAuthoredPageOnlyTheDoorsAreDreamed() {
        assertEquals(List.of(Status.DREAMED), ahead("well/1"));
        assertEquals("Lift the lid", dream(DOOR).choice());
        assertEquals(List.of(), ahead("well/1/go-to-the-house"));
        assertEquals(1, writer.written());
    }

    @Test
    void whatIsDreamedAheadIsWhatTheClickWouldHaveDreamed() {
        // The first drafts of all are the same, so that each has to be written anew beside those before it.
        writer.write(ask -> seedsOf(DOOR, 0).contains(ask.seed())
                ? ScriptedWriter.draft(TEXT, FinishReason.NEXT_CHOICE)
                : differentEachTime(ask));
        List<String> doors = List.of(DOOR + ".1", DOOR + ".2", DOOR + ".3");
        dream(DOOR);
        MemoryBranchStore clicked = new MemoryBranchStore();
        clicked.commit(dream(DOOR));
        Dreamer clicks = new Dreamer(
                library,
                new Stores(clicked, privates, new MemoryControlStore()),
                writer,
                Clock.systemUTC(),
                new Dreamer.Limits(
                        3, Duration.ofSeconds(5), Duration.ofSeconds(5), 32, Duration.ZERO, Allowance.UNLIMITED));
        ahead(DOOR);
        for (String door : doors) {
            Branch byClick = ((Page.Dreamed) clicks.page(StoryPath.parse(door), READER)).branch();
            Branch ahead = dream(door);
            assertEquals(byClick.text(), ahead.text());
            assertEquals(byClick.choices(), ahead.choices());
            assertEquals(byClick.provenance().seed(), ahead.provenance().seed());
            assertEquals(byClick.provenance().attempts(), ahead.provenance().attempts());
        }
        assertEquals(1, dream(doors.get(0)).provenance().attempts());
        assertEquals(2, dream(doors.get(1)).provenance().attempts());
        assertNotEquals(dream(doors.get(1)).text(), dream(doors.get(2)).text());
    }

    private static List<Long> seedsOf(String parent, int attempt) {
        return List.of(".1", ".2", ".3").stream()
                .map(step -> Attempts.seed(StoryPath.parse(parent + step), "scripted-0000000000", attempt))
                .toList();
    }

    @Test
    void eachIsPaidForAndWhatTheBudgetDoesNotAllowIsRefused() {
        dreamer = dreamer(
                Duration.ofSeconds(5),
                32,
                Duration.ofSeconds(30),
                new Allowance(true, OptionalInt.of(3), OptionalInt.empty(), true, true));
        dream(DOOR);
        assertEquals(List.of(Status.DREAMED, Status.DREAMED, Status.REFUSED), ahead(DOOR));
        assertEquals(List.of(Status.STORED, Status.STORED, Status.REFUSED), ahead(DOOR));
        assertEquals(Reason.SPENT, refused(DOOR + ".3"));
        assertEquals(3, writer.written());
    }

    @Test
    void whoMayNotDreamAndAGameThatDoesNotDreamAheadDreamNothing() {
        dream(DOOR);
        assertEquals(
                List.of(Status.UNDREAMED, Status.UNDREAMED, Status.UNDREAMED),
                statuses(dreamer.ahead(StoryPath.parse(DOOR), new Reader("192.0.2.1", false))));
        dreamer = dreamer(
                Duration.ofSeconds(5),
                32,
                Duration.ofSeconds(30),
                new Allowance(true, OptionalInt.empty(), OptionalInt.empty(), true, false));
        assertEquals(false, dreamer.dreamsAhead());
        assertEquals(List.of(Status.UNDREAMED, Status.UNDREAMED, Status.UNDREAMED), ahead(DOOR));
        assertEquals(1, writer.written());
    }

    @Test
    void ofPrivatePagesNothingIsDreamedUnasked() {
        String id = "_AAAAAAAAAAAAAAAAAAAAAA";
        dreamer.say(StoryPath.parse("well/1"), id, "Call into the well", READER);
        assertEquals(List.of(), ahead("well/1/" + id));
        assertEquals(1, writer.written());
    }

    @Test
    void aPageThatNobodyHasBeenToHasNothingAhead() {
        RefusedException e = assertThrows(RefusedException.class, () -> ahead(DOOR));
        assertEquals(Reason.ABSENT, e.reason());
        assertEquals(0, writer.written());
    }

    @Test
    void whatAnotherIsHavingDreamedIsLeftToHim() {
        dream(DOOR);
        Instant now = Instant.now();
        control.claim("lease#" + DOOR + ".2", "another", now, now.plusSeconds(60));
        assertEquals(List.of(Status.DREAMED, Status.DREAMING, Status.DREAMED), ahead(DOOR));
        assertEquals(3, writer.written());
    }

    @Test
    void withoutAModelTheLeasesAreGivenBack() {
        dream(DOOR);
        writer.lose(new BundleException("no model"));
        assertThrows(BundleException.class, () -> ahead(DOOR));
        assertThrows(BundleException.class, () -> page(DOOR + ".1"), "and not Pending");
    }

    @Test
    void aClickOnWhatIsBeingDreamedAheadWaitsForItAndElsewhereIsPromisedIt() throws Exception {
        dream(DOOR);
        Stop stop = stopAt(ask -> true);
        Thread ahead = start(() -> ahead(DOOR));
        stop.reached.await();
        AtomicReference<Page> clicked = new AtomicReference<>();
        Thread click = start(() -> clicked.set(page(DOOR + ".3")));
        assertInstanceOf(Page.Pending.class, otherProcess().page(StoryPath.parse(DOOR + ".3"), READER));
        untilItWaits(click);
        stop.go.countDown();
        click.join();
        ahead.join();
        assertEquals(
                AskedBy.AHEAD,
                ((Page.Dreamed) clicked.get()).branch().provenance().askedBy());
        assertEquals(4, writer.written());
    }

    @Test
    void aClickOnWhatWasGivenUpHasItDreamedItself() throws Exception {
        dream(DOOR);
        Stop stop = stopAt(ask -> true);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread ahead = start(() -> failure.set(assertThrows(BundleException.class, () -> ahead(DOOR))));
        stop.reached.await();
        AtomicReference<Page> clicked = new AtomicReference<>();
        Thread click = start(() -> clicked.set(page(DOOR + ".1")));
        untilItWaits(click);
        stop.failing = true;
        stop.go.countDown();
        ahead.join();
        click.join();
        assertEquals("gone", failure.get().getMessage());
        assertEquals(
                AskedBy.READER,
                ((Page.Dreamed) clicked.get()).branch().provenance().askedBy());
    }

    @Test
    void aReaderOfAnotherPageDoesNotWaitForAllThatIsDreamedAhead() throws Exception {
        dream(DOOR);
        Stop stop = stopAt(ask -> ask.seed() == seedsOf(DOOR, 0).get(0));
        Thread ahead = start(() -> ahead(DOOR));
        stop.reached.await();
        Thread reader = start(() -> page("well/2/lift-the-lid"));
        untilItWaits(reader);
        stop.go.countDown();
        reader.join();
        ahead.join();
        assertEquals(List.of(DOOR, "well/2/lift-the-lid"), store.committed().subList(0, 2));
        assertEquals(5, store.size());
    }

    private static final class Stop {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean failing;
    }

    /** Makes the writer stand still at the first such draft until it is told to go on. */
    private Stop stopAt(Predicate<ScriptedWriter.Ask> where) {
        Stop stop = new Stop();
        writer.write(ask -> {
            if (where.test(ask)) {
                stop.reached.countDown();
                try {
                    stop.go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            if (stop.failing) {
                stop.failing = false;
                throw new BundleException("gone");
            }
            return differentEachTime(ask);
        });
        return stop;
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    private static void untilItWaits(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
    }
}
