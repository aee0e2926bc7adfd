package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Copies that players take along as Twee are stories; {@code site/test/unit/keep.test.js} makes the files. */
class CopyGoldenTest {
    private static final Path GOLDEN = Path.of("function/src/test/resources/golden/copies");

    private static Story read(String name) throws IOException {
        Path file = GOLDEN.resolve(name + ".twee");
        assertTrue(Files.exists(file), file + " is missing; write it with WRITE_GOLDEN=1 npm test --prefix site");
        return StoryReader.read(name + ".twee", Files.readString(file));
    }

    @Test
    void aCopyIsAStoryThatDreamsOnBehindItsShutDoors() throws IOException {
        Story story = read("tree-named");
        assertEquals("Spider", story.title());
        assertEquals("You are a boy, and Mary is your sister.", story.settings().premise());
        assertEquals(5, story.passages().size());
        Passage start = story.passages().get(story.start());
        assertEquals("You wake.\n\nMary does not.", start.text());
        assertEquals(
                List.of(Optional.of("2 Count Mary’s arms"), Optional.of("3 Count Mary’s arms"), Optional.empty()),
                start.links().stream().map(Link::target).limit(3).toList());
        assertTrue(story.passages().get("3 Count Mary’s arms").links().isEmpty());
    }

    @Test
    void namesThatWereLeftOpenAreSlots() throws IOException {
        Story story = read("tree-open");
        assertEquals(
                List.of(new Slot("sister", "What is your sister called?", "Ottilie")),
                story.settings().slots());
        assertEquals(
                "You wake.\n\n{sister} does not.",
                story.passages().get(story.start()).text());
    }

    @Test
    void nothingThatWasReadIsTakenForTwee() throws IOException {
        for (String name : List.of("hostile-named", "hostile-open", "without-recipe")) {
            Story story = read(name);
            assertTrue(story.passages().size() >= 2, name);
        }
        Passage start = read("hostile-named").passages().get("1 The beginning");
        assertTrue(start.text().startsWith(":: Not a header"), start.text());
        assertEquals(5, start.links().size());
    }
}
