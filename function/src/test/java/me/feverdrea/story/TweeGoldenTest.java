package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shipped stories as extwee, an independent Twee parser, wrote them; {@code site/test/unit/twee.test.js} makes the files. */
class TweeGoldenTest {
    private static final Path STORIES = Path.of("function/stories");
    private static final Path GOLDEN = Path.of("function/src/test/resources/golden/twee");

    @Test
    void whatAnotherParserWroteReadsAsTheSameStory() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(STORIES)) {
            files = all.filter(file -> file.toString().endsWith(".twee")).toList();
        }
        assertTrue(files.size() >= 2);
        for (Path file : files) {
            String name = file.getFileName().toString();
            Path golden = GOLDEN.resolve(name);
            assertTrue(
                    Files.exists(golden), golden + " is missing; write it with WRITE_GOLDEN=1 npm test --prefix site");
            assertEquals(
                    StoryReader.read(name, Files.readString(file)),
                    StoryReader.read(name, Files.readString(golden)),
                    name);
        }
    }

    /** What makes a stranger want to click on: enough authored pages, doors and endings in each shipped story. */
    @Test
    void eachShippedStoryIsARealOne() throws IOException {
        for (String id : List.of("spider", "low-water")) {
            Story story = StoryReader.read(id + ".twee", Files.readString(STORIES.resolve(id + ".twee")));
            long doors = story.passages().values().stream()
                    .flatMap(passage -> passage.links().stream())
                    .filter(Link::isDoor)
                    .count();
            long endings = story.passages().values().stream()
                    .filter(passage -> passage.links().isEmpty())
                    .count();
            assertTrue(
                    story.passages().size() >= 12,
                    id + " has " + story.passages().size() + " passages");
            assertTrue(doors >= 5 && endings >= 2, id + " has " + doors + " doors and " + endings + " endings");
        }
    }
}
