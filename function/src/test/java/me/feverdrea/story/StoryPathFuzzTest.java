package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import me.feverdrea.Bent;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StoryPathFuzzTest {

    @Provide
    Arbitrary<String> paths() {
        return Bent.text(
                List.of(
                        "spider/7",
                        "spider/7/open-the-cellar.2.1~b",
                        "low-water/999999/a-1.4~e._AAAAAAAAAAAAAAAAAAAAA_.3",
                        "a/1/" + "1.".repeat(39) + "2",
                        "a/1/" + "abcdefghijklmnopqrstuvwxyz012345.".repeat(29) + "1"),
                List.of(".", "/", "~", "~b", "~f", "1", "5", "-", "_", "a", "A", "0", "..", "//", ".1".repeat(41)));
    }

    /** Each place has one text, and whatever is taken for a path comes back as the same path. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyTextIsTheOneTextOfItsPathOrRefusedWithACure(@ForAll("paths") String text) {
        try {
            StoryPath path = StoryPath.parse(text);
            assertEquals(text, path.toString());
            assertEquals(path, StoryPath.of(path.dreamKey(), path.stepsKey()));
            assertTrue(text.length() <= StoryPath.BYTES && path.depth() <= StoryPath.DEPTH);
            assertTrue(text.matches("[A-Za-z0-9._~/-]+"), text);
        } catch (PathException refused) {
            assertFalse(refused.getMessage().isBlank() || refused.cure().isBlank());
        }
    }
}
