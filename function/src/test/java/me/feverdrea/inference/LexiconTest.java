package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import me.feverdrea.story.ModelBundle;
import org.junit.jupiter.api.Test;

class LexiconTest {
    private final Lexicon lexicon = new Lexicon(CopyFilterTest.filter(1, "the", "boy", "lamp", "won't", "burn"));

    @Test
    void aWordThatWasNeverReadIsMadeUp() {
        assertEquals(List.of("darfing", "pangle"), lexicon.madeUp("The darfing lamp won\u2019t PANGLE.", ""));
    }

    @Test
    void possessivesQuotesAndNumbersAreNoWordsOfTheirOwn() {
        assertEquals(List.of(), lexicon.madeUp("'The boy's lamp', 3 'lamp' 2nd", ""));
    }

    @Test
    void whatStandsInThePromptIsKnown() {
        assertEquals(List.of(), lexicon.madeUp("The boy, Ottilie, burn Ottilie's lamp", "{x} and ottilie"));
    }

    @Test
    void theShippedLexiconKnowsPlainWordsAndNoNonsense() {
        ModelBundle bundle = ShippedBundle.open();
        Lexicon shipped = new Lexicon(BloomFilter.read(bundle, bundle.manifest().lexicon()));
        assertEquals(
                List.of("darfing", "ralgraphs"),
                shipped.madeUp("You open the cellar door. The darfing waits below, with your mother's ralgraphs.", ""));
    }
}
