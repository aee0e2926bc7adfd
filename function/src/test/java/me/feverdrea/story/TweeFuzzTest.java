package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.feverdrea.Bent;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TweeFuzzTest {

    private static List<String> shipped() {
        try (Stream<Path> files = Files.list(Path.of("function/stories"))) {
            return files.filter(file -> file.toString().endsWith(".twee"))
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<String> stories() {
        return Bent.text(
                Stream.concat(shipped().stream(), Stream.of(WellStory.STORY, ""))
                        .toList(),
                List.of(
                        "::",
                        "\n:: ",
                        ":: Start",
                        "\\::",
                        "[[",
                        "]]",
                        "->",
                        "<-",
                        "|",
                        "][",
                        "[[a->*]]",
                        "[[->]]",
                        "[",
                        "{",
                        "}",
                        "{friend}",
                        "{a b}",
                        "premise:",
                        "dreams: 0",
                        "takes: 6",
                        "slot: a | b",
                        "slot: a|b|c",
                        "on:",
                        "tokens: x",
                        ":",
                        "[dream]",
                        "\n\n",
                        "StoryData",
                        "\"start\": 7",
                        "<script>",
                        "\\"));
    }

    /** A story that is taken can be played from its start, whatever was bent in it. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyTextIsAStoryThatCanBePlayedOrRefusedAtALine(@ForAll("stories") String text) {
        try {
            Story story = StoryReader.read("bent.twee", text);
            Passage start = story.passage(List.of()).orElseThrow();
            for (Link link : start.links()) {
                assertTrue(ChoiceId.isAuthored(link.id()), link.id());
                link.target().ifPresent(name -> assertTrue(story.passages().containsKey(name), name));
            }
            Set<String> ids = start.links().stream().map(Link::id).collect(Collectors.toSet());
            assertEquals(start.links().size(), ids.size());
        } catch (TweeException refused) {
            assertTrue(refused.getMessage().matches("(?s)bent\\.twee:[1-9][0-9]*: .+"), refused.getMessage());
        }
    }
}
