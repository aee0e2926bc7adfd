package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import me.feverdrea.story.Manifest.Separator;
import me.feverdrea.story.Manifest.Tokens;
import org.junit.jupiter.api.Test;

class ChoiceGeneratorTest {
    private static final String PROMPT = "You wake.\n>";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final BytePairTokenizer tokenizer = SmallVocabulary.tokenizer();

    @Test
    void choicesHaveDifferentFirstTokens() {
        assertEquals(
                List.of("Open the door", "Go down"), choices(2, "Open the door", "Open the box", "Go down", "Wait"));
    }

    @Test
    void aChoiceIsOneLine() {
        assertEquals(List.of("Open it"), choices(1, "Open it\nThe door opens.\n> Run"));
    }

    @Test
    void aChoiceMayEndWithTheText() {
        assertEquals(List.of("Go", "Run"), choices(2, "Go", "Run"));
    }

    @Test
    void aLongChoiceIsReplacedByAnother() {
        assertEquals(List.of("Go", "Run"), choices(2, "A b c d e f g h i j k", "Go", "Run"));
    }

    @Test
    void aLineThatDoesNotEndIsNoChoice() {
        assertEquals(List.of("Go"), choices(2, "Oooooooooooooooooooooooooooooooooooooooooooooooo", "Go"));
    }

    @Test
    void oneLabelIsNotOfferedTwiceThoughItsTokensDiffer() {
        TokenSequence sameAgain = new TokenSequence(tokenizer.encode(PROMPT));
        sameAgain.append(SmallVocabulary.GO);
        sameAgain.append('\n');
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + " Go\n")
                .knowing(sameAgain.toArray())
                .knowing(tokenizer.encode(PROMPT + " Run\n"));
        assertEquals(
                List.of("Go", "Run"),
                generator(model).write(tokenizer.encode(PROMPT), label -> true, 2, 1, NOW.plusSeconds(1)));
    }

    @Test
    void theClosingCueAndFinalStopsAreNoPartOfALabel() {
        assertEquals(List.of("Blow it", "Go"), choices(2, "Blow it (the last page)", "Go."));
    }

    @Test
    void onlyWordsBeginAChoice() {
        assertEquals(List.of("Go"), choices(1, "\n\nAnd then", " 12 men", "and then", "Go"));
    }

    @Test
    void moreThanTheRowsAreOfferedInRounds() {
        List<String> choices = choices(6, "Ask", "Beg", "Cry", "Dig", "Eat", "Fly");
        assertEquals(List.of("Ask", "Beg", "Cry", "Dig", "Eat", "Fly"), choices);
    }

    @Test
    void whatTheCallerCannotUseIsNotOffered() {
        List<String> choices = generator(model("Ask", "Beg", "Cry"))
                .write(tokenizer.encode(PROMPT), label -> !label.equals("Beg"), 2, 1, NOW.plusSeconds(1));
        assertEquals(2, choices.size());
        assertTrue(choices.stream().noneMatch("Beg"::equals), choices.toString());
    }

    @Test
    void afterTheDeadlineThereAreNone() {
        ScriptedModel model = model("Go");
        assertTrue(generator(model)
                .write(tokenizer.encode(PROMPT), label -> true, 2, 1, NOW.minusMillis(1))
                .isEmpty());
        assertEquals(0, model.decodeSteps);
    }

    @Test
    void theSameSeedGivesTheSameChoices() {
        String[] lines = {"Ask", "Beg", "Cry", "Dig"};
        assertEquals(choices(3, lines), choices(3, lines));
    }

    private List<String> choices(int count, String... lines) {
        return generator(model(lines)).write(tokenizer.encode(PROMPT), label -> true, count, 1, NOW.plusSeconds(1));
    }

    private ScriptedModel model(String... lines) {
        return new ScriptedModel(
                tokenizer,
                512,
                Stream.concat(Arrays.stream(lines), Stream.of(""))
                        .map(line -> PROMPT + " " + line + "\n")
                        .toArray(String[]::new));
    }

    private ChoiceGenerator generator(LanguageModel model) {
        Tokens tokens = new Tokens(List.of(SmallVocabulary.END_OF_TEXT), Separator.DOCUMENT);
        Sampler sampler = new Sampler(new Sampling(0, 20, 0.9, 1, 0, 0, 1), model.vocabulary());
        return new ChoiceGenerator(model, tokenizer, sampler, new EndOfText(tokens, tokenizer), () -> NOW);
    }
}
