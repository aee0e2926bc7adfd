package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import me.feverdrea.inference.SegmentGenerator.Segment;
import me.feverdrea.story.FinishReason;
import me.feverdrea.story.Manifest.Separator;
import me.feverdrea.story.Manifest.Tokens;
import org.junit.jupiter.api.Test;

class SegmentGeneratorTest {
    private static final String PROMPT = "You wake.\n> Open the door\n";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Tokens ONE_TOKEN = new Tokens(List.of(SmallVocabulary.END_OF_TEXT), Separator.DOCUMENT);

    private final BytePairTokenizer tokenizer = SmallVocabulary.tokenizer();

    @Test
    void aSegmentEndsWhereTheNextChoiceBegins() {
        Segment segment = write("A cellar.\n> Go down\nStairs.", 100, ONE_TOKEN);
        assertEquals(new Segment("A cellar.", FinishReason.NEXT_CHOICE, tokens("A cellar.\n>")), segment);
    }

    @Test
    void aSegmentEndsAtEndOfText() {
        Segment segment = write("A cellar.", 100, ONE_TOKEN);
        assertEquals(new Segment("A cellar.", FinishReason.END_OF_TEXT, tokens("A cellar.") + 1), segment);
    }

    @Test
    void aSegmentEndsAtTheTokenLimit() {
        Segment segment = write("A cellar full of hands.", 6, ONE_TOKEN);
        assertEquals(new Segment("A cella", FinishReason.TOKEN_LIMIT, 6), segment);
    }

    @Test
    void paragraphsAreSeparatedByABlankLine() {
        assertEquals(
                "One.\n\nTwo.\n\nThree.",
                write("One.\nTwo.\n\nThree.\n> Go", 100, ONE_TOKEN).text());
    }

    @Test
    void aSegmentBeginsWithAWordWhateverIsLikelier() {
        ScriptedModel model =
                new ScriptedModel(tokenizer, 512, PROMPT + "> Go", PROMPT + "\n", PROMPT + "and", PROMPT + "Dark.");
        Segment segment = generator(model, ONE_TOKEN, () -> NOW)
                .write(tokenizer.encode(PROMPT), 100, new SplittableRandom(1), NOW.plusSeconds(1));
        assertEquals("Dark.", segment.text());
    }

    @Test
    void anArrowWithinALineIsText() {
        assertEquals("A > b", write("A > b\n> c", 100, ONE_TOKEN).text());
    }

    @Test
    void halfACharacterAtTheTokenLimitIsLeftOut() {
        assertEquals("Caf", write("Caf\u00e9", 4, ONE_TOKEN).text());
        assertEquals("Caf\u00e9", write("Caf\u00e9", 5, ONE_TOKEN).text());
    }

    @Test
    void endOfTextSpelledInOrdinaryTokensEndsASegmentButNoStory() {
        Tokens spelled = new Tokens(spelled("<|endoftext|>"), Separator.SEGMENT);
        Segment segment = write("A cellar.<|endoftext|>\nAnother story.", 100, spelled);
        assertEquals("A cellar.", segment.text());
        assertEquals(FinishReason.NEXT_CHOICE, segment.finish());
    }

    @Test
    void aBeginningOfEndOfTextAtTheLimitIsLeftOut() {
        Tokens spelled = new Tokens(spelled("<|endoftext|>"), Separator.SEGMENT);
        assertEquals(
                "A cellar.",
                write("A cellar.<|endoftext|>", tokens("A cellar.<|endo"), spelled)
                        .text());
    }

    @Test
    void theLastTokenOfTheLimitIsNotRead() {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Abcdefgh");
        generator(model, ONE_TOKEN, () -> NOW)
                .write(tokenizer.encode(PROMPT), 5, new SplittableRandom(1), NOW.plusSeconds(1));
        assertEquals(4, model.decodeSteps);
    }

    @Test
    void aSegmentEndsAtTheDeadline() {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Abcdefgh");
        InstantSource ticking = new InstantSource() {
            private Instant next = NOW;

            @Override
            public Instant instant() {
                next = next.plusMillis(10);
                return next;
            }
        };
        Segment segment = generator(model, ONE_TOKEN, ticking)
                .write(tokenizer.encode(PROMPT), 100, new SplittableRandom(1), NOW.plusMillis(45));
        assertEquals(new Segment("Abcd", FinishReason.DEADLINE, 4), segment);
    }

    @Test
    void afterTheDeadlineNothingIsRead() {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Abc");
        Segment segment = generator(model, ONE_TOKEN, () -> NOW)
                .write(tokenizer.encode(PROMPT), 100, new SplittableRandom(1), NOW);
        assertEquals(new Segment("", FinishReason.DEADLINE, 0), segment);
        assertEquals(0, model.decodeSteps);
    }

    @Test
    void ofSeveralDraftsTheLikeliestComesFirstWhereverItStands() {
        assertEquals("Dark.", bestOf(LIKELIEST, LESS_LIKELY).text());
        assertEquals("Dark.", bestOf(LESS_LIKELY, LIKELIEST, LESS_LIKELY).text());
        assertEquals("Door.", bestOf(LESS_LIKELY).text());
    }

    @Test
    void aDraftThatEndedComesBeforeALikelierOneThatDidNot() {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Dark and deep.", PROMPT + "Door.");
        SegmentBatch batch = generator(model.undecidedBy(0.5f), ONE_TOKEN, () -> NOW)
                .begin(List.of(wanted(LIKELIEST, LESS_LIKELY)), 100, NOW.plusSeconds(1));
        for (int steps = 0; steps < tokens("Door.") + 1; steps++) {
            batch.step();
        }
        batch.giveUp();
        assertEquals("Door.", batch.drafts().get(0).get(0).text());
    }

    @Test
    void ofDraftsThatAreWrittenSideBySideOnlyWhatMayBeReadOnIsKept() {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Dark.", PROMPT + "Door.");
        SegmentBatch batch = generator(model.undecidedBy(0.5f), ONE_TOKEN, () -> NOW)
                .begin(List.of(wanted(LIKELIEST, LESS_LIKELY, LESS_LIKELY)), 100, NOW.plusSeconds(1));
        while (batch.step()) {
            // all happens in the condition
        }
        assertTrue(model.kept.stream().map(tokenizer::decode).anyMatch(text -> text.endsWith("Dark.")));
        assertTrue(model.kept.size() < 3, model.kept.size() + " rows were kept");
    }

    @Test
    void theProbabilitiesOfAllTokensSumToOne() {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Dark.", PROMPT + "Door.").undecidedBy(0.5f);
        SegmentGenerator generator = generator(model, ONE_TOKEN, () -> NOW);
        model.prefill(0, tokenizer.encode(PROMPT + "D"));
        double sum = 0;
        for (int id = 0; id < model.vocabulary(); id++) {
            sum += Math.exp(generator.logProbability(0, id));
        }
        assertEquals(1, sum, 1e-4);
        double likelier = generator.logProbability(0, tokenizer.encode("a")[0]);
        assertEquals(0.5, likelier - generator.logProbability(0, tokenizer.encode("o")[0]), 1e-4);
    }

    private static final RandomGenerator LIKELIEST = () -> 0;
    private static final RandomGenerator LESS_LIKELY = () -> -1;

    private Segment bestOf(RandomGenerator... randoms) {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + "Dark.", PROMPT + "Door.");
        SegmentBatch batch = generator(model.undecidedBy(0.5f), ONE_TOKEN, () -> NOW)
                .begin(List.of(wanted(randoms)), 100, NOW.plusSeconds(1));
        while (batch.step()) {
            // all happens in the condition
        }
        return batch.drafts().get(0).get(0);
    }

    private SegmentGenerator.Wanted wanted(RandomGenerator... randoms) {
        return new SegmentGenerator.Wanted(tokenizer.encode(PROMPT), List.of(randoms));
    }

    private Segment write(String continuation, int tokenLimit, Tokens tokens) {
        ScriptedModel model = new ScriptedModel(tokenizer, 512, PROMPT + continuation);
        return generator(model, tokens, () -> NOW)
                .write(tokenizer.encode(PROMPT), tokenLimit, new SplittableRandom(1), NOW.plusSeconds(1));
    }

    private SegmentGenerator generator(LanguageModel model, Tokens tokens, InstantSource clock) {
        Sampler sampler = new Sampler(new Sampling(0.9, 20, 0.9, 1, 0, 0, 1), model.vocabulary());
        return new SegmentGenerator(model, tokenizer, sampler, new EndOfText(tokens, tokenizer), clock);
    }

    private int tokens(String text) {
        return tokenizer.encode(text).length;
    }

    private List<Integer> spelled(String text) {
        return Arrays.stream(tokenizer.encode(text)).boxed().toList();
    }
}
