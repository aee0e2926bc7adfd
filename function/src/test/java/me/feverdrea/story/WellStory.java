package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A story to dream in, with a scripted writer and a store in memory. */
abstract class WellStory {
    static final String STORY = """
            :: StoryTitle
            The Well

            :: StoryData
            { "ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC" }

            :: Feverdream
            premise: You have come home with {friend}.
            dreams: 3
            least-depth: 2
            greatest-depth: 4
            slot: friend | Who came with you? | Ysolde
            forbid: phone
            spent: The well is tired, and so is {friend}.
            fallback: The rope creaks, and something at the end of it is heavier than water.
            fallback: A second voice answers from the well, a moment before you have spoken.
            fallback-ending: The lid comes down over you, and somebody sits on it, and sings.
            fallback-choice: Pull the rope
            fallback-choice: Let the rope go
            fallback-choice: Sit on the lid

            :: Start
            The well has a lid, and {friend} has gone to look for a stone to drop into it.

            [[Lift the lid->*]]
            [[Go to the house->House]]

            :: House
            The house is full of wet footprints, and none of them leads out.
            """;

    static final Reader READER = new Reader("192.0.2.1", true);

    @TempDir
    Path folder;

    final ScriptedWriter writer = new ScriptedWriter();
    final MemoryBranchStore store = new MemoryBranchStore();
    final MemoryBranchStore privates = new MemoryBranchStore();
    final MemoryControlStore control = new MemoryControlStore();
    Library library;
    Dreamer dreamer;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("well.twee"), STORY);
        library = new Library(folder, Clock.systemUTC());
        dreamer = dreamer(Duration.ofSeconds(5), 32);
    }

    Dreamer dreamer(Duration queue, int waiting) {
        return dreamer(queue, waiting, Duration.ofSeconds(30), Allowance.UNLIMITED);
    }

    Dreamer dreamer(Duration queue, int waiting, Duration lease, Allowance allowance) {
        return new Dreamer(
                library,
                new Stores(store, privates, control),
                writer,
                Clock.systemUTC(),
                new Dreamer.Limits(3, Duration.ofSeconds(5), queue, waiting, lease, allowance));
    }

    Page page(String path) {
        return dreamer.page(StoryPath.parse(path), READER);
    }

    Branch dream(String path) {
        return ((Page.Dreamed) page(path)).branch();
    }

    Reason refused(String path) {
        return assertThrows(RefusedException.class, () -> page(path)).reason();
    }

    void write(String text, FinishReason finish) {
        writer.write(ask -> ScriptedWriter.draft(text, finish));
    }
}
