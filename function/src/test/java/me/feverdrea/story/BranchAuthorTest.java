package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.Test;

class BranchAuthorTest extends WellStory {
    private static final String MODEL = "scripted-0000000000";

    @Test
    void theWriterReadsPremiseAndWayWithStandIns() {
        dream("well/1/lift-the-lid");
        dream("well/1/lift-the-lid.2");
        Prompt prompt = writer.last().prompt();
        assertEquals("You have come home with Ysolde.", prompt.premise());
        assertEquals("Run for the stairs", prompt.choice());
        assertEquals(2, prompt.turns().size());
        assertEquals("", prompt.turns().get(0).choice());
        assertTrue(prompt.turns().get(0).text().contains("Ysolde has gone"));
        assertEquals("Lift the lid", prompt.turns().get(1).choice());
    }

    @Test
    void theModelsUseOfAStandInIsStoredAsTheSlot() {
        write("Ysolde leans over the edge, and the well says her name back, twice.", FinishReason.NEXT_CHOICE);
        assertEquals(
                "{friend} leans over the edge, and the well says her name back, twice.",
                dream("well/1/lift-the-lid").text());
    }

    @Test
    void aDraftThatFailsTheGateIsWrittenAgainWithAnotherSeed() {
        writer.write(ask -> ask.seed() == Attempts.seed(StoryPath.parse("well/1/lift-the-lid"), MODEL, 2)
                ? ScriptedWriter.draft(
                        "You lift it, and the dark below is warm and breathes.", FinishReason.NEXT_CHOICE)
                : ScriptedWriter.draft(
                        "You lift your phone, and it is warm, and it breathes.", FinishReason.NEXT_CHOICE));
        Branch branch = dream("well/1/lift-the-lid");
        assertEquals("You lift it, and the dark below is warm and breathes.", branch.text());
        assertEquals(3, branch.provenance().attempts());
        assertEquals(Attempts.seed(branch.path(), MODEL, 2), branch.provenance().seed());
    }

    @Test
    void whenNoDraftPassesTheLeastBadOneIsKept() {
        write(
                "You wait for it there. You wait for it there. It comes up with your own face.",
                FinishReason.NEXT_CHOICE);
        Branch branch = dream("well/1/lift-the-lid");
        assertTrue(branch.text().startsWith("You wait"), branch.text());
        assertEquals(3, branch.provenance().attempts());
        assertEquals(false, branch.provenance().fallback());
    }

    @Test
    void whenNoDraftIsBearableTheAuthorsOwnLineStands() {
        write("no sentence at all", FinishReason.TOKEN_LIMIT);
        Branch branch = dream("well/1/lift-the-lid");
        assertTrue(library.find("well").orElseThrow().settings().fallbacks().contains(branch.text()));
        assertEquals(FinishReason.FALLBACK, branch.provenance().finishReason());
        assertTrue(branch.provenance().fallback());
        Branch next = dream("well/1/lift-the-lid.1");
        assertNotEquals(branch.text(), next.text());
    }

    @Test
    void aDreamEndsWhereTheModelEndsItButNotBeforeTheLeastDepth() {
        writer.write(ask -> ScriptedWriter.draft(
                "The lid closes over you, and it is number " + ask.seed() + " that sings.", FinishReason.END_OF_TEXT));
        Branch early = dream("well/1/lift-the-lid");
        Branch late = dream("well/1/lift-the-lid.1");
        assertEquals(Ending.NONE, early.ending());
        assertEquals(3, early.choices().size());
        assertEquals(Ending.DREAMED, late.ending());
        assertEquals(List.of(), late.choices());
        assertEquals(Reason.ABSENT, refused("well/1/lift-the-lid.1.1"));
    }

    @Test
    void atTheGreatestDepthTheDreamIsClosed() {
        dream("well/1/lift-the-lid");
        dream("well/1/lift-the-lid.1");
        dream("well/1/lift-the-lid.1.2");
        assertEquals(false, writer.last().prompt().close());
        Branch last = dream("well/1/lift-the-lid.1.2.1");
        assertTrue(writer.last().prompt().close());
        assertEquals(Ending.DEPTH, last.ending());
        assertEquals(List.of(), last.choices());
    }

    @Test
    void choicesAreDistinctShortAndClean() {
        writer.offer(List.of(
                "Lift the lid",
                "Run away",
                "Run Away",
                "Answer the phone",
                "> Climb",
                " ",
                "one two three four five six seven eight nine ten eleven",
                "Hide under it"));
        List<Choice> choices = dream("well/1/lift-the-lid").choices();
        assertEquals(List.of(new Choice("1", "Run away"), new Choice("2", "Hide under it")), choices);
    }

    @Test
    void whereTheModelOffersTooLittleTheAuthorsLabelsMakeUpTwo() {
        writer.offer(List.of("Let the rope go"));
        List<String> labels = dream("well/1/lift-the-lid").choices().stream()
                .map(Choice::label)
                .toList();
        assertEquals(List.of("Let the rope go", "Pull the rope"), labels);
        writer.offer(List.of());
        assertEquals(2, dream("well/2/lift-the-lid").choices().size());
    }

    @Test
    void ofDraftsWithOneFaultTheOneWithFewestMadeUpWordsIsKept() {
        writer.write(ask -> {
            boolean last = ask.seed() == Attempts.seed(StoryPath.parse("well/1/lift-the-lid"), MODEL, 2);
            String text = "You lift it, and the darfing below is warm and " + (last ? "breathes." : "pangles.");
            return new Draft(text, FinishReason.NEXT_CHOICE, 9, 9, 0, List.of("darfing", "pangles"));
        });
        assertTrue(dream("well/1/lift-the-lid").text().endsWith("breathes."));
    }

    @Test
    void whatDidNotComeInTimeIsNotTheAuthorsLineForEver() {
        write("You lift the", FinishReason.DEADLINE);
        assertEquals(RefusedException.Reason.BUSY, refused("well/1/lift-the-lid"));
        assertEquals(0, store.size());
        write("You lift it, and the dark below is warm and breathes. And", FinishReason.DEADLINE);
        assertEquals(
                "You lift it, and the dark below is warm and breathes.",
                dream("well/1/lift-the-lid").text());
    }
}
