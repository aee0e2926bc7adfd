package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class WalkerTest extends WellStory {
    /** One door, and then the scripted ways on but for the one just taken; the last page is four steps away. */
    private static final int ALL = 1 + 3 + 6 + 12;

    private final List<Branch> told = new ArrayList<>();

    private Coverage walk(int dreams, int branches, ToLongFunction<StoryPath> reads) {
        Walker.Plan plan = new Walker.Plan(Optional.of("well"), dreams, branches, Duration.ofMinutes(1), reads);
        return new Walker(library, dreamer, Clock.systemUTC()).walk(plan, new Watcher(Integer.MAX_VALUE));
    }

    private final class Watcher implements Walker.Watcher {
        private final int most;

        Watcher(int most) {
            this.most = most;
        }

        @Override
        public void dreamed(Branch branch) {
            told.add(branch);
        }

        @Override
        public boolean getAsBoolean() {
            return told.size() >= most;
        }
    }

    @Test
    void allOfADreamIsOpenedAndCountedOnce() {
        Coverage coverage = walk(1, 500, path -> 0);
        assertEquals(ALL, coverage.dreamed());
        assertEquals(ALL, store.size());
        assertEquals(ALL, told.size());
        assertTrue(told.stream().allMatch(branch -> branch.provenance().askedBy() == AskedBy.WALKER));
        assertEquals(Map.of(1, 1, 2, 3, 3, 6, 4, 12), coverage.branchesByDepth());
        assertEquals(Map.of("authored", 1, "depth", 12), coverage.endings());
        assertEquals(1, coverage.doors());
        assertEquals(1, coverage.opened());
        assertEquals(
                told.stream()
                        .mapToInt(branch -> branch.provenance().attempts()
                                - (branch.provenance().fallback() ? 0 : 1))
                        .sum(),
                coverage.rejected());
        assertEquals(Map.of(), coverage.unreached());
        assertEquals(Optional.empty(), coverage.stopped());
        Coverage again = walk(1, 500, path -> 0);
        assertEquals(0, again.dreamed());
        assertEquals(coverage.branchesByDepth(), again.branchesByDepth());
    }

    @Test
    void whatWasDreamedLastIsCountedToo() {
        Coverage coverage = walk(1, 1 + 3, path -> 0);
        assertEquals(Map.of(1, 1, 2, 3), coverage.branchesByDepth());
    }

    @Test
    void noMoreIsDreamedThanWasAskedFor() {
        for (int most : List.of(0, 1, 2, 3, 6)) {
            int before = store.size();
            Coverage coverage = walk(2, most, path -> 0);
            assertEquals(most, coverage.dreamed());
            assertEquals(before + most, store.size());
        }
        assertEquals(2, walk(2, 0, path -> 0).opened(), "with nothing to dream it looks at all that is open");
    }

    @Test
    void theLikeliestDoorsComeFirst() {
        walk(3, 3 + 9, path -> 0);
        assertEquals(
                Set.of(1, 2),
                Set.copyOf(told.stream().map(branch -> branch.path().depth()).toList()),
                "with nothing known the near doors of all dreams are likelier than far ones");
        told.clear();
        walk(1, 3, path -> path.toString().startsWith("well/1/lift-the-lid.2") ? 1000 : 0);
        assertTrue(
                told.stream().allMatch(branch -> branch.path().toString().startsWith("well/1/lift-the-lid.2.")),
                told.toString());
    }

    @Test
    void theBudgetOfTheDayHoldsButNoClientsShare() {
        dreamer = dreamer(
                Duration.ofSeconds(5),
                32,
                Duration.ofSeconds(30),
                new Allowance(true, OptionalInt.of(7), OptionalInt.of(1), true, false));
        Coverage coverage = walk(1, 500, path -> 0);
        assertEquals(7, coverage.dreamed());
        assertTrue(
                coverage.stopped().orElseThrow().contains("budget"),
                coverage.stopped().toString());
    }

    @Test
    void stoppedItSaysSo() {
        Walker.Plan plan = new Walker.Plan(Optional.empty(), 1, 500, Duration.ofMinutes(1), path -> 0);
        Coverage coverage = new Walker(library, dreamer, Clock.systemUTC()).walk(plan, new Watcher(4));
        assertEquals(Optional.of("interrupted"), coverage.stopped());
        assertTrue(coverage.dreamed() >= 4 && coverage.dreamed() <= 7, "" + coverage.dreamed());
        Coverage none = new Walker(library, dreamer, Clock.systemUTC()).walk(plan, new Watcher(0));
        assertEquals(Map.of("well", Set.of("Start", "House")), none.unreached());
    }

    @Test
    void whatTheGateTurnsAwayIsTold() {
        write("Too short.", FinishReason.NEXT_CHOICE);
        Coverage coverage = walk(1, 4, path -> 0);
        assertEquals(4, coverage.fallbacks());
        assertEquals(4 * 3, coverage.rejected());
    }

    @Test
    void linksInACircleEndTheWalk() throws IOException {
        Files.writeString(
                folder.resolve("well.twee"), STORY.replace("leads out.\n", "leads out.\n\n[[Back->Start]]\n"));
        library = new Library(folder, Clock.systemUTC());
        dreamer = dreamer(Duration.ofSeconds(5), 32);
        Coverage coverage = walk(1, 500, path -> 0);
        assertEquals(StoryPath.DEPTH / 2, coverage.doors(), "every other passage has the door, as deep as a path goes");
        assertEquals(coverage.doors(), coverage.opened());
        assertEquals(Optional.empty(), coverage.stopped());
    }

    @Test
    void aStoryThatIsNotThereIsRefused() {
        Walker.Plan plan = new Walker.Plan(Optional.of("nowhere"), 1, 1, Duration.ofMinutes(1), path -> 0);
        assertThrows(
                RefusedException.class,
                () -> new Walker(library, dreamer, Clock.systemUTC()).walk(plan, new Watcher(1)));
    }
}
