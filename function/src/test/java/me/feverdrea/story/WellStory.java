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

    @TempDir
    Path folder;

    final ScriptedWriter writer = new ScriptedWriter();
    final MemoryBranchStore store = new MemoryBranchStore();
    Library library;
    Dreamer dreamer;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("well.twee"), STORY);
        library = new Library(folder, Clock.systemUTC());
        dreamer = dreamer(Duration.ofSeconds(5), 32);
    }

    Dreamer dreamer(Duration queue, int waiting) {
        return new Dreamer(
                library,
                store,
                writer,
                Clock.systemUTC(),
                new Dreamer.Limits(3, Duration.ofSeconds(5), queue, waiting));
    }

    Branch dream(String path) {
        return ((Page.Dreamed) dreamer.page(StoryPath.parse(path), true)).branch();
    }

    Reason refused(String path) {
        return assertThrows(RefusedException.class, () -> dream(path)).reason();
    }

    void write(String text, FinishReason finish) {
        writer.write(ask -> ScriptedWriter.draft(text, finish));
    }
}
