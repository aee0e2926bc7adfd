package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TweeTest {
    private static final String STORY = """
            :: StoryTitle
            The Well

            :: StoryData
            {
              "ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC",
              "start": "The yard"
            }

            :: Feverdream
            author: A. Writer
            blurb: Something looks up.
            premise: You have come home to a yard with a well in it.
            slot: friend | Who came with you? | Ysolde
            forbid: phone, dial tone
            fallback: The rope creaks, and something at the end of it is heavier than water.
            fallback-choice: Pull
            fallback-choice: Let go
            fallback-choice: Sit down

            :: The yard {"position":"100,100"}
            The well has a lid. {friend} sits on it.

            "Listen," says {friend}, "[[lean closer->*]]."

            [[Lift the lid->*][lift]]
            [[Knock<-The lid is shut]] [[The house]]
            - [[Go home|The house]]

            :: Knock [dream dark]
            Something knocks back.

            :: The house [end]
            You never go near the well again.

            \\:: is how a line of colons is written.
            """;

    private static Story read(String text) {
        return StoryReader.read("well.twee", text);
    }

    private static TweeException refused(String text) {
        return assertThrows(TweeException.class, () -> read(text));
    }

    @Test
    void aStoryIsItsTitleItsSettingsAndItsPassages() {
        Story story = read(STORY);
        assertEquals("well", story.id());
        assertEquals("The Well", story.title());
        assertEquals("The yard", story.start());
        assertEquals(Set.of("The yard", "Knock", "The house"), story.passages().keySet());
        StorySettings settings = story.settings();
        assertEquals(16, settings.dreams());
        assertEquals(3, settings.takes());
        assertEquals(64, settings.tokens());
        assertEquals(List.of(new Slot("friend", "Who came with you?", "Ysolde")), settings.slots());
        assertEquals(Set.of("phone", "dial tone"), settings.forbidden());
        assertEquals(settings.fallbacks(), settings.fallbackEndings());
    }

    @Test
    void everyFormOfLinkIsReadAndLeavesTheText() {
        Passage yard = read(STORY).passages().get("The yard");
        assertEquals(
                List.of(
                        new Link("lean-closer", "lean closer", Optional.empty()),
                        new Link("lift", "Lift the lid", Optional.empty()),
                        new Link("the-lid-is-shut", "The lid is shut", Optional.of("Knock")),
                        new Link("the-house", "The house", Optional.of("The house")),
                        new Link("go-home", "Go home", Optional.of("The house"))),
                yard.links());
        assertEquals(
                "The well has a lid. {friend} sits on it.\n\n\"Listen,\" says {friend}, \"lean closer.\"", yard.text());
    }

    @Test
    void aPassageTaggedDreamHasOneDoorAndOneWithoutLinksEndsTheStory() {
        Story story = read(STORY);
        assertEquals(
                List.of(new Link("on", "Go on", Optional.empty())),
                story.passages().get("Knock").links());
        Passage house = story.passages().get("The house");
        assertTrue(house.links().isEmpty());
        assertTrue(house.text().endsWith(":: is how a line of colons is written."), house.text());
    }

    @Test
    void slotsAreWrittenAsTheirStandInsAndMappedBack() {
        Story story = read(STORY);
        assertEquals("Ysolde waits.", story.withStandIns("{friend} waits."));
        assertEquals("{friend}'s hand. Ysoldes.", story.withSlots("Ysolde's hand. Ysoldes."));
    }

    @Test
    void anErrorNamesFileLineAndCure() {
        TweeException error = refused(STORY.replace("The lid is shut]]", "The lid is shut"));
        assertEquals("well.twee", error.file());
        assertTrue(error.getMessage().startsWith("well.twee:27: "), error.getMessage());
    }

    @Test
    void aLinkToNowhereIsRefusedAtItsLine() {
        TweeException error = refused(STORY.replace("[[Go home|The house]]", "[[Go home|The hose]]"));
        assertEquals(28, error.line());
        assertTrue(
                error.getMessage().contains("'The hose'") && error.getMessage().contains("->*"), error.getMessage());
    }

    @Test
    void twoLinksWithOneIdAreRefused() {
        TweeException error = refused(STORY.replace("[[Go home|The house]]", "[[The House!->Knock]]"));
        assertEquals(28, error.line());
    }

    @Test
    void aLabelWithoutALetterNeedsAPinnedId() {
        assertTrue(refused(STORY.replace("[[Go home|", "[[???|")).getMessage().contains("pin"));
        assertTrue(refused(STORY.replace("[lift]]", "[7]]")).getMessage().contains("'7'"));
    }

    @Test
    void aPassageThatNobodyReachesIsRefused() {
        TweeException error = refused(STORY + "\n:: Attic\nDust.\n");
        assertTrue(error.getMessage().contains("'Attic'"), error.getMessage());
    }

    @Test
    void aPassageNamedAsterisOfTwinesOwnMakingIsIgnored() {
        assertEquals(
                3,
                read(STORY + "\n:: *\nDouble-click this passage to edit it.\n")
                        .passages()
                        .size());
    }

    @Test
    void aPassageThatStandsTwiceIsRefused() {
        assertTrue(refused(STORY + "\n:: Knock\nAgain.\n").getMessage().contains("already"));
    }

    @Test
    void aSlotNobodyDeclaredIsRefused() {
        assertTrue(refused(STORY.replace("Something knocks back.", "{dog} knocks back."))
                .getMessage()
                .contains("slot: dog"));
    }

    @Test
    void slotsAreCheckedInLabelsAndSettingsToo() {
        for (String broken : List.of(
                STORY.replace("->*][lift]", " with {dog}->*][lift]"),
                STORY.replace("premise: You", "premise: {dog} and you"),
                STORY.replace("fallback-choice: Pull", "fallback-choice: Call {dog}"))) {
            assertTrue(refused(broken).getMessage().contains("'{dog}'"));
        }
    }

    @Test
    void slotsWhoseDefaultsHoldEachOtherAreRefused() {
        String slot = "slot: friend | Who came with you? | Ysolde\n";
        assertEquals(
                15,
                refused(STORY.replace(slot, slot + "slot: aunt | Who else? | Ysolde Pell\n"))
                        .line());
    }

    @Test
    void aShallowStoryNeedsNoLeastDepth() {
        assertEquals(
                2,
                read(STORY.replace("dial tone", "dial tone\ngreatest-depth: 2"))
                        .settings()
                        .leastDepth());
    }

    @Test
    void fallbackChoicesLeaveTwoWhereOneWasJustTaken() {
        assertTrue(refused(STORY.replace("fallback-choice: Sit down", "fallback-choice: let GO"))
                .getMessage()
                .contains("the same"));
        assertTrue(refused(STORY.replace("fallback-choice: Sit down\n", ""))
                .getMessage()
                .contains("at least 3"));
    }

    @Test
    void missingPartsAreNamed() {
        for (String part : List.of("StoryTitle", "StoryData", "Feverdream")) {
            String message =
                    refused(STORY.replace(":: " + part, ":: Other" + part)).getMessage();
            assertTrue(message.contains("'" + part + "'"), message);
        }
        assertTrue(refused("").getMessage().contains("StoryTitle"));
        assertTrue(refused("no header\n" + STORY).getMessage().startsWith("well.twee:1: "));
        assertTrue(refused(STORY.replace("\"start\": \"The yard\"", "\"start\": \"Yard\""))
                .getMessage()
                .contains("'Yard'"));
        assertTrue(refused(STORY.replace("\"start\"", "start")).getMessage().startsWith("well.twee:7: "));
        assertTrue(refused(STORY.replace("D674C58C", "x")).getMessage().contains("ifid"));
    }

    @Test
    void settingsOutOfBoundsAreRefusedAtTheirLine() {
        String at = "fallback-choice: Pull\n";
        for (String line : List.of(
                "dreams: 0",
                "dreams: many",
                "takes: 6",
                "choices: 5",
                "tokens: 9999",
                "least-depth: 0",
                "greatest-depth: 41",
                "colour: red",
                "on:",
                "slot: x",
                "slot: friend | Again? | Zed",
                "blurb: twice")) {
            TweeException error = refused(STORY.replace(at, line + "\n" + at));
            assertTrue(error.line() == 17, line + " -> " + error.getMessage());
        }
        assertTrue(refused(STORY.replace("fallback-choice: Let go\n", ""))
                .getMessage()
                .contains("fallback-choice"));
    }

    @Test
    void aFileNameThatIsNoSlugIsRefused() {
        assertThrows(TweeException.class, () -> StoryReader.read("The Well.twee", STORY));
    }

    @Test
    void stepsLeadAlongTheAuthorsLinksAndNoFurther() {
        Story story = read(STORY);
        assertEquals("The yard", story.passage(List.of()).orElseThrow().name());
        assertEquals(
                "Knock",
                story.passage(StoryPath.parse("well/1/the-lid-is-shut").steps())
                        .orElseThrow()
                        .name());
        assertTrue(story.passage(StoryPath.parse("well/1/lift").steps()).isEmpty());
        assertTrue(story.passage(StoryPath.parse("well/1/the-lid-is-shut~b").steps())
                .isEmpty());
        assertTrue(story.passage(StoryPath.parse("well/1/nowhere").steps()).isEmpty());
    }
}
