package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import me.feverdrea.story.Redreamer.Outcome;
import org.junit.jupiter.api.Test;

class RedreamerTest extends WellStory {

    private Outcome redream(Branch branch) {
        Stores stores = new Stores(store, privates, control);
        return new Redreamer(library, stores, writer)
                .redream(branch, Instant.now().plusSeconds(5));
    }

    @Test
    void theSameRecipeTellsTheSameAndStoresNothing() {
        Branch first = dream("well/1/lift-the-lid");
        Branch second = dream("well/1/lift-the-lid.1");
        int stored = store.size();
        assertEquals(Outcome.SAME, redream(first));
        assertEquals(Outcome.SAME, redream(second));
        assertEquals(stored, store.size());
    }

    @Test
    void theWriterIsAskedExactlyWhatItWasAskedThen() {
        dream("well/2/lift-the-lid");
        Branch branch = dream("well/2/lift-the-lid.2");
        ScriptedWriter.Ask then = writer.last();
        redream(branch);
        long seed = branch.provenance().seed();
        assertEquals(new ScriptedWriter.Ask(then.prompt(), then.tokenLimit(), seed), writer.last());
    }

    @Test
    void anotherTextIsDrift() {
        Branch branch = dream("well/1/lift-the-lid");
        write("The rope is dry. It has been dry for years, and it is still swinging.", FinishReason.NEXT_CHOICE);
        assertEquals(Outcome.DRIFTED, redream(branch));
    }

    @Test
    void whatAnotherModelWroteIsNotComparedWithThisOne() {
        Branch branch = dream("well/1/lift-the-lid");
        Provenance from = branch.provenance();
        Recipe other = new Recipe("other-0000000000", 1, "none");
        int written = writer.written();
        assertEquals(Outcome.OTHER_RECIPE, redream(with(branch, provenance(from, other, from.fallback()))));
        assertEquals(written, writer.written());
    }

    @Test
    void noSeedWritesTheAuthorsOwnLine() {
        Branch branch = dream("well/1/lift-the-lid");
        Provenance from = branch.provenance();
        assertEquals(Outcome.UNREPEATABLE, redream(with(branch, provenance(from, from.recipe(), true))));
    }

    @Test
    void whereTheStoryIsGoneThereIsNothingToCompare() throws IOException {
        Branch branch = dream("well/1/lift-the-lid");
        Branch below = with(branch, StoryPath.parse("well/3/lift-the-lid.1"));
        assertEquals(Outcome.GONE, redream(below), "nobody has been one step before it");
        Files.delete(folder.resolve("well.twee"));
        library = new Library(Files.createDirectory(folder.resolve("empty")), java.time.Clock.systemUTC());
        assertEquals(Outcome.GONE, redream(branch));
    }

    private static Provenance provenance(Provenance from, Recipe recipe, boolean fallback) {
        return new Provenance(
                from.askedBy(),
                recipe,
                from.seed(),
                from.promptTokens(),
                from.tokens(),
                from.finishReason(),
                from.generateMs(),
                from.attempts(),
                fallback,
                from.scores());
    }

    private static Branch with(Branch branch, Provenance provenance) {
        return copy(branch, branch.path(), provenance);
    }

    private static Branch with(Branch branch, StoryPath path) {
        return copy(branch, path, branch.provenance());
    }

    private static Branch copy(Branch branch, StoryPath path, Provenance provenance) {
        return new Branch(
                path,
                branch.choice(),
                branch.text(),
                List.copyOf(branch.choices()),
                branch.ending(),
                provenance,
                branch.createdAt(),
                Optional.empty());
    }
}
