package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoryPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spider/7",
                "spider/7/open-the-cellar",
                "spider/7/open-the-cellar.2.1~b",
                "low-water/16/a.1.2.3.4~e",
                "1984/1/2nd-door~c"
            })
    void aCanonicalTextIsReadAndWrittenBackUnchanged(String text) {
        assertEquals(text, StoryPath.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spider",
                "spider/",
                "/7",
                "spider/7/",
                "spider//7",
                "spider/0",
                "spider/07",
                "spider/-1",
                "spider/+7",
                "spider/seven",
                "spider/1234567",
                "Spider/7",
                "spider-/7",
                "-spider/7",
                "spi--der/7",
                "spider/7/.",
                "spider/7/a.",
                "spider/7/.a",
                "spider/7/a..1",
                "spider/7/a/1",
                "spider/7/A",
                "spider/7/0",
                "spider/7/5",
                "spider/7/12",
                "spider/7/1-2",
                "spider/7/a~",
                "spider/7/a~a",
                "spider/7/a~f",
                "spider/7/a~bb",
                "spider/7/a~b~c",
                "spider/7/a b",
                "spider/7/é",
                "spider/7/%61",
                "spider/7/a?",
                "spider/7/a\u0000",
                "spider/7/abcdefghijklmnopqrstuvwxyzabcdefg"
            })
    void everythingElseIsRefusedWithACure(String text) {
        PathException refused = assertThrows(PathException.class, () -> StoryPath.parse(text));
        assertTrue(refused.getMessage().length() > 10 && refused.cure().length() > 10, refused.getMessage());
    }

    @Test
    void fortyStepsAreReadAndFortyOneAreNot() {
        String forty = "spider/7/" + "1.".repeat(39) + "1";
        assertEquals(40, StoryPath.parse(forty).depth());
        assertThrows(PathException.class, () -> StoryPath.parse(forty + ".1"));
    }

    @Test
    void aThousandBytesAreTheMost() {
        String thousand = "spider/7/" + "a".repeat(31) + ("." + "a".repeat(31)).repeat(30);
        assertEquals(1000, thousand.length());
        StoryPath path = StoryPath.parse(thousand);
        assertThrows(PathException.class, () -> StoryPath.parse(thousand + "a"));
        assertTrue(!path.hasRoomFor(new Step("1", 0))
                && StoryPath.parse("spider/7").hasRoomFor(new Step("1", 0)));
        assertTrue(!StoryPath.parse("spider/7/" + "1.".repeat(39) + "1").hasRoomFor(new Step("1", 0)));
    }

    @Test
    void differentPlacesHaveDifferentKeys() {
        assertTrue(!StoryPath.parse("s/1/1.1").equals(StoryPath.parse("s/11/1"))
                && !StoryPath.parse("s/1/1.1")
                        .stepsKey()
                        .equals(StoryPath.parse("s/1/1-a").stepsKey()));
    }

    @Test
    void aChildsParentIsThePlaceItself() {
        StoryPath place = StoryPath.parse("spider/7/open.2");
        StoryPath child = place.child(new Step("1", 1));
        assertEquals("spider/7/open.2.1~b", child.toString());
        assertEquals(place, child.parent().orElseThrow());
        assertEquals(List.of(), child.ancestor(0).steps());
        assertTrue(child.ancestor(0).parent().isEmpty());
    }

    @Test
    void theTwoKeysGiveThePathBack() {
        for (String text : List.of("spider/7", "spider/7/open.2~c")) {
            StoryPath path = StoryPath.parse(text);
            assertEquals(path, StoryPath.of(path.dreamKey(), path.stepsKey()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Open the cellar", "  OPEN — the cellar! ", "Öpen thé cellar", "Open 'the' cellar"})
    void aLabelGivesTheSameIdHoweverItIsDressed(String label) {
        assertEquals("open-the-cellar", ChoiceId.ofLabel(label).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"???", "12", "", "日本", "1 2 3"})
    void aLabelWithoutALetterGivesNone(String label) {
        assertTrue(ChoiceId.ofLabel(label).isEmpty());
    }

    @Test
    void aLongLabelIsCutToAnIdThatStandsInAPath() {
        String id = ChoiceId.ofLabel("Take the long way round by the old salt road at night")
                .orElseThrow();
        assertTrue(id.length() <= 32 && !id.endsWith("-"), id);
        assertEquals(id, StoryPath.parse("s/1/" + id).last().choice());
    }
}
