package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import me.feverdrea.story.Gate.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final String GOOD =
            "You lift the lid, and the cold comes up to meet you. Far below, something white turns over and begins to climb.";
    private static final String PARENT =
            "The well has a lid. Nobody has opened it since the summer your brother went away.";

    private static Set<Fault> faults(String text) {
        return Gate.judge(text, 0, List.of(), PARENT, List.of(), Set.of("phone", "dial tone"))
                .faults();
    }

    @Test
    void goodProsePasses() {
        assertEquals(Set.of(), faults(GOOD));
    }

    @Test
    void tooFewWordsAreRefused() {
        assertEquals(Set.of(Fault.SHORT), faults("You fall."));
        assertTrue(faults("").contains(Fault.SHORT));
    }

    @Test
    void anUnfinishedSentenceIsRefused() {
        assertEquals(Set.of(Fault.UNFINISHED), faults(GOOD + " And then the"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"and so ", ", and ", "- ", "\"and then ", "? "})
    void aSegmentThatBeginsAmidASentenceIsRefused(String midst) {
        assertEquals(Set.of(Fault.UNFINISHED), faults(midst + GOOD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"Hush. ", "{friend} waits. ", "Ah! ", "'Tis late. ", "13 candles burn. ", "(You know it.) "})
    void aSegmentMayBeginWithSpeechOrASlot(String start) {
        assertEquals(Set.of(), faults(start + GOOD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Lift the lid|true",
                "Ask {friend} to hold the rope|true",
                "{friend} calls you back|true",
                "Don't look down, and climb|true",
                "Climb|false",
                "lift the lid|false",
                "Lift the lid.|false",
                "Lift the lid. The water|false",
                "Say \"no|false",
                "Lift the|true",
                "Lift the lid -|false",
                "Use the phone|false",
                "One two three four five six seven eight nine ten eleven|false"
            })
    void aLabelIsOneWholePhrase(String label, boolean allowed) {
        assertEquals(allowed, Gate.allows(label, Set.of("phone")));
    }

    @Test
    void aRunThatFollowsItselfThreeTimesIsALoop() {
        assertTrue(faults(GOOD + " It climbs and climbs and climbs and climbs and climbs.")
                .contains(Fault.LOOP));
        assertTrue(faults(GOOD + " It climbs up, it climbs up, it climbs up.").contains(Fault.LOOP));
        assertTrue(faults(GOOD + " No, no, no, no.").contains(Fault.LOOP));
        assertEquals(Set.of(), faults(GOOD + " \"No, no, no!\" she cries."));
    }

    @Test
    void repetitionAtADistanceIsRefused() {
        assertTrue(faults(GOOD + " You wait. " + GOOD).contains(Fault.REPETITION));
    }

    @Test
    void aCopyOfTheParentIsRefused() {
        assertTrue(faults(PARENT + " You wait for it to move.").contains(Fault.PARENT));
    }

    @Test
    void aCopyOfASiblingIsRefused() {
        Set<Fault> faults = Gate.judge(GOOD, 0, List.of(), PARENT, List.of("Nothing.", GOOD), Set.of())
                .faults();
        assertEquals(Set.of(Fault.SIBLING), faults);
    }

    @Test
    void aLongRunFromTheStyleCorpusIsRefused() {
        assertEquals(
                Set.of(),
                Gate.judge(GOOD, 8, List.of(), PARENT, List.of(), Set.of()).faults());
        assertEquals(
                Set.of(Fault.COPIED),
                Gate.judge(GOOD, 9, List.of(), PARENT, List.of(), Set.of()).faults());
    }

    @Test
    void aWordThatNobodyKnowsIsRefusedIfTheCutLeftIt() {
        List<String> madeUp = List.of("darfing", "pangle");
        assertEquals(
                Set.of(Fault.MADE_UP),
                Gate.judge(GOOD + " It is the pangle's.", 0, madeUp, PARENT, List.of(), Set.of())
                        .faults());
        assertEquals(
                Set.of(),
                Gate.judge(GOOD, 0, madeUp, PARENT, List.of(), Set.of()).faults());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|endoftext|>",
                "endoftext|>",
                "\n> Open the door\n",
                "(the last page)",
                "\u0007",
                "\u202e",
                "\uFFFD",
                "\u200b"
            })
    void aLeakedSeparatorIsRefused(String leak) {
        assertEquals(Set.of(Fault.LEAK), faults(GOOD.replace(" Far", " " + leak + "Far")));
    }

    @ParameterizedTest
    @CsvSource({
        "It is your phone.,true",
        "It is a gramophone.,false",
        "It is the phone's bell.,true",
        "You hear the dial tone.,true",
        "You dial one tone.,false"
    })
    void forbiddenWordsCountAsWholeWordsOnly(String sentence, boolean refused) {
        assertEquals(refused, faults(GOOD + " " + sentence).contains(Fault.FORBIDDEN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "You run. The door|You run.",
                "You run! It|You run!",
                "\"Come in.\" she|\"Come in.\"",
                "You see Mr. Pell. Then Mr.|You see Mr. Pell.",
                "He looks at you. \"Mr. Brown is|He looks at you.",
                "You wait (Mrs. Pell|''",
                "It is the door of No. 7 in|''",
                "It is 5 p.m. he|''",
                "You are not alone. Neither am I. And|You are not alone. Neither am I.",
                "She says, “Come in. Sit|She says, “Come in.”",
                "She says, \"Come in. Sit|She says, \"Come in.\"",
                "You wait... and|You wait...",
                "It is 3.30 by the clock. It|It is 3.30 by the clock.",
                "no end at all|''",
                "  You   wait. |You wait."
            })
    void aSegmentIsCutAtItsLastSentenceEnd(String written, String kept) {
        assertEquals(kept, Sentences.cut(written));
    }

    @Test
    void theNameOfASlotIsNoForbiddenWord() {
        assertEquals(
                Set.of(),
                Gate.judge(GOOD + " {sister} waits.", 0, List.of(), PARENT, List.of(), Set.of("sister"))
                        .faults());
    }
}
