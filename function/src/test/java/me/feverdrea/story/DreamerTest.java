package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.Test;

class DreamerTest extends WellStory {
    @Test
    void anAuthoredPassageIsServedWithoutAnyWriting() {
        Page.Authored start = (Page.Authored) page("well/1");
        Page.Authored house = (Page.Authored) page("well/2/go-to-the-house");
        assertEquals(Optional.empty(), start.choice());
        assertEquals(Ending.NONE, start.ending());
        assertEquals(Optional.of("Go to the house"), house.choice());
        assertEquals(Ending.AUTHORED, house.ending());
        assertEquals(0, writer.written());
    }

    @Test
    void aSecondReaderSeesTheSameSegment() {
        Branch first = dream("well/1/lift-the-lid");
        writer.write(ask ->
                ScriptedWriter.draft("Something else altogether is written here by now.", FinishReason.NEXT_CHOICE));
        assertEquals(first, dream("well/1/lift-the-lid"));
        assertEquals(1, writer.written());
    }

    @Test
    void anotherTakeAndAnotherDreamAreOtherTexts() {
        Set<String> texts = Set.of("well/1/lift-the-lid", "well/1/lift-the-lid~b", "well/2/lift-the-lid").stream()
                .map(path -> dream(path).text())
                .collect(Collectors.toSet());
        assertEquals(3, texts.size());
    }

    @Test
    void onlyWhatIsOfferedIsDreamed() {
        assertEquals(Reason.ABSENT, refused("nowhere/1/lift-the-lid"));
        assertEquals(Reason.ABSENT, refused("well/4/lift-the-lid"));
        assertEquals(Reason.ABSENT, refused("well/1/climb-down"));
        assertEquals(Reason.ABSENT, refused("well/1/lift-the-lid.1"));
        assertEquals(Reason.ABSENT, refused("well/1/lift-the-lid~d"));
        assertEquals(Reason.ABSENT, refused("well/1/go-to-the-house~b"));
        assertEquals(Reason.ABSENT, refused("well/1/go-to-the-house.1"));
        dream("well/1/lift-the-lid");
        assertEquals(Reason.ABSENT, refused("well/1/lift-the-lid.4"));
        assertEquals(1, store.size());
    }

    @Test
    void aStoredBranchIsServedWhateverBecameOfItsStory() throws IOException {
        Branch before = dream("well/3/lift-the-lid~c");
        Files.writeString(
                folder.resolve("well.twee"),
                STORY.replace("dreams: 3", "dreams: 1\ntakes: 1").replace("[[Lift the lid->*]]", "[[Sleep->*]]"));
        library = new Library(folder, Clock.systemUTC());
        dreamer = dreamer(Duration.ofSeconds(5), 32);
        assertEquals(before, dream("well/3/lift-the-lid~c"));
        Files.delete(folder.resolve("well.twee"));
        library = new Library(folder, Clock.systemUTC());
        dreamer = dreamer(Duration.ofSeconds(5), 32);
        assertEquals(before, dream("well/3/lift-the-lid~c"));
    }

    @Test
    void aWithdrawnBranchIsNeitherShownNorWrittenAnew() {
        Branch branch = dream("well/1/lift-the-lid");
        store.replace(new Branch(
                branch.path(),
                branch.choice(),
                branch.text(),
                branch.choices(),
                branch.ending(),
                branch.provenance(),
                branch.createdAt(),
                Optional.of(Instant.now())));
        assertEquals(Reason.WITHDRAWN, refused("well/1/lift-the-lid"));
        assertEquals(Reason.WITHDRAWN, refused("well/1/lift-the-lid.1"));
        assertEquals(1, writer.written());
    }

    @Test
    void whoMayNotDreamGetsNothingWritten() {
        RefusedException refused = assertThrows(
                RefusedException.class,
                () -> dreamer.page(StoryPath.parse("well/1/lift-the-lid"), new Reader("192.0.2.1", false)));
        assertEquals(Reason.UNDREAMED, refused.reason());
        assertEquals(0, writer.written());
    }

    @Test
    void whoWaitsTooLongForATurnIsAskedToComeBack() throws Exception {
        assertBusy(Duration.ofMillis(20), 32);
    }

    @Test
    void whoFindsNoChairIsAskedToComeBackAtOnce() throws Exception {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertBusy(Duration.ofMinutes(5), 0));
    }

    private void assertBusy(Duration queue, int waiting) throws InterruptedException {
        dreamer = dreamer(queue, waiting);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        writer.write(ask -> {
            writing.countDown();
            try {
                finish.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ScriptedWriter.draft(
                    "You lift it, and the dark below is warm and breathes.", FinishReason.NEXT_CHOICE);
        });
        Thread first = new Thread(() -> dream("well/1/lift-the-lid"));
        first.start();
        writing.await();
        assertEquals(Reason.BUSY, refused("well/2/lift-the-lid"));
        finish.countDown();
        first.join();
        assertEquals(1, store.size());
    }
}
