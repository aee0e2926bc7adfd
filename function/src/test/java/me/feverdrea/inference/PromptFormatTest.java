package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptFormatTest {

    @Test
    void paragraphsAreOneNewlineApart() {
        assertEquals("One.\nTwo.\nThree.", PromptFormat.segment("One.\n\nTwo.\r\n\r\n\n  Three. \n"));
    }

    @Test
    void noLineOfASegmentLooksLikeAChoice() {
        assertEquals("Open it\nAnd go", PromptFormat.segment("> Open it\n\n>> And go\n>"));
    }

    @Test
    void marksAreThoseOfTheTrainingText() {
        assertEquals(
                "\"It's late\" \u2014 she waits... \u2014 caf\u00e9",
                PromptFormat.plain(" \u201CIt\u2019s\tlate\u201D -- she\u00A0 waits\u2026 \u2014 cafe\u0301\n"));
    }

    @Test
    void aChoiceLineHasNoFinalStop() {
        assertEquals("\n> Open the door\n", PromptFormat.choiceLine(" Open the door. ", false));
    }

    @Test
    void theClosingCueStandsBehindTheLastChoice() {
        assertEquals("\n> Blow out the lamp (the last page)\n", PromptFormat.choiceLine("Blow out the lamp", true));
    }

    @Test
    void readersGetABlankLineBetweenParagraphs() {
        assertEquals("One.\n\nTwo.", PromptFormat.readable("\n One. \n \nTwo.\n"));
    }

    @Test
    void aLabelIsTenWordsAtMost() {
        assertEquals(Optional.of("a b c d e f g h i j"), PromptFormat.label(" a b c d e f g h i j"));
        assertEquals(Optional.empty(), PromptFormat.label(" a b c d e f g h i j k"));
    }

    @Test
    void aLabelHasNeitherCueNorFinalStopNorMarkup() {
        assertEquals(Optional.of("Go down"), PromptFormat.label(" Go down. (the last page)"));
        assertEquals(Optional.of("Ask \"Who?\""), PromptFormat.label("Ask \u201CWho?\u201D"));
        assertEquals(Optional.empty(), PromptFormat.label(" > Go"));
        assertEquals(Optional.empty(), PromptFormat.label(" Go down. He waits"));
        assertEquals(Optional.empty(), PromptFormat.label(" Say \"come in"));
        assertEquals(Optional.empty(), PromptFormat.label(" <|endoftext|>"));
        assertEquals(Optional.empty(), PromptFormat.label(" Go \uFFFD down"));
        assertEquals(Optional.empty(), PromptFormat.label("  "));
        assertEquals(Optional.empty(), PromptFormat.label("."));
    }
}
