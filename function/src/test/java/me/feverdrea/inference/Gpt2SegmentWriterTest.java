package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Draft;
import me.feverdrea.story.FinishReason;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.ModelStore;
import me.feverdrea.story.Prompt;
import me.feverdrea.story.Recipe;
import me.feverdrea.story.SegmentWriter;
import me.feverdrea.story.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Gpt2SegmentWriterTest {
    private static final Prompt PROMPT = new Prompt(
            "You wake with too many arms.",
            List.of(new Turn("", "The room is dark.\n\nSomething folds your hands.")),
            "Open the door",
            false);

    private final Instant later = Instant.now().plus(Duration.ofMinutes(5));
    private final CountingStore store = new CountingStore();
    private final Gpt2SegmentWriter writer = new Gpt2SegmentWriter(store, Sampling.DEFAULT, ShippedBundle.ENGINE);

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void theRecipeNamesModelPromptVersionAndSamplingWithoutLoading() {
        Recipe recipe = writer.recipe();
        assertEquals(ShippedBundle.store().manifest().id(), recipe.model());
        assertEquals(1, recipe.promptVersion());
        assertEquals(Sampling.DEFAULT.text(), recipe.sampling());
        assertEquals(0, store.opened.get());
    }

    @Test
    void theSameSeedWritesTheSameSegmentWhateverWasWrittenBetween() {
        Draft first = writer.write(PROMPT, 48, 7, later);
        List<String> choices = writer.choices(PROMPT, "You run.", 3, label -> true, 7, later);
        Draft other = writer.write(PROMPT, 48, 8, later);
        assertEquals(first, writer.write(PROMPT, 48, 7, later));
        assertEquals(choices, writer.choices(PROMPT, "You run.", 3, label -> true, 7, later));
        assertNotEquals(first.text(), other.text());
        try (Gpt2SegmentWriter fresh = new Gpt2SegmentWriter(store, Sampling.DEFAULT, ShippedBundle.ENGINE)) {
            assertEquals(choices, fresh.choices(PROMPT, "You run.", 3, label -> true, 7, later));
            assertEquals(first, fresh.write(PROMPT, 48, 7, later));
        }
    }

    @Test
    void aDraftSaysWhatWasReadAndWritten() {
        Draft draft = writer.write(PROMPT, 20, 3, later);
        assertTrue(draft.promptTokens() > 20, draft.toString());
        assertTrue(draft.tokens() >= 1 && draft.tokens() <= 20, draft.toString());
        assertEquals(draft.text().strip(), draft.text());
    }

    @Test
    void choicesAreFewEnoughDistinctAndShort() {
        for (long seed = 0; seed < 10; seed++) {
            List<String> choices = writer.choices(PROMPT, "The door opens on a stair.", 3, label -> true, seed, later);
            assertTrue(choices.size() <= 3, choices.toString());
            assertEquals(choices.size(), new HashSet<>(choices).size(), choices.toString());
            for (String choice : choices) {
                assertTrue(choice.split(" ").length <= 10, choice);
                assertFalse(choice.contains("\n") || choice.contains(">"), choice);
            }
        }
    }

    @Test
    void concurrentCallersGetWhatTheyWouldGetAlone() throws Exception {
        List<Draft> alone = new ArrayList<>();
        for (long seed = 0; seed < 8; seed++) {
            alone.add(writer.write(PROMPT, 16, seed, later));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Draft>> together = new ArrayList<>();
            for (long seed = 0; seed < 8; seed++) {
                long own = seed;
                together.add(threads.submit(() -> writer.write(PROMPT, 16, own, later)));
            }
            for (int i = 0; i < 8; i++) {
                assertEquals(alone.get(i), together.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, store.opened.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void segmentsWrittenSideBySideAreThoseWrittenAlone(int bestOf) {
        Sampling sampling = new Sampling(0.85, 50, 0.9, 1.15, 200, 6, bestOf);
        try (Gpt2SegmentWriter alone = new Gpt2SegmentWriter(store, sampling, ShippedBundle.ENGINE);
                Gpt2SegmentWriter together = new Gpt2SegmentWriter(store, sampling, ShippedBundle.ENGINE)) {
            writtenSideBySideAreThoseWrittenAlone(alone, together);
        }
    }

    private void writtenSideBySideAreThoseWrittenAlone(Gpt2SegmentWriter writer, Gpt2SegmentWriter fresh) {
        List<SegmentWriter.Wish> wishes = new ArrayList<>();
        List<Draft> alone = new ArrayList<>();
        List<List<String>> choicesAlone = new ArrayList<>();
        for (String choice : List.of("Open the door", "Count your arms", "Call out", "Lie down again", "Wait")) {
            Prompt prompt = new Prompt(PROMPT.premise(), PROMPT.turns(), choice, false);
            long seed = choice.hashCode();
            wishes.add(new SegmentWriter.Wish(prompt, seed));
            alone.add(writer.write(prompt, 48, seed, later));
            choicesAlone.add(writer.choices(prompt, alone.get(alone.size() - 1).text(), 3, label -> true, seed, later));
        }
        AtomicInteger steps = new AtomicInteger();
        assertEquals(alone, fresh.writeAll(wishes, 48, later, steps::incrementAndGet));
        assertTrue(steps.get() > 10, steps + " times others could have written");
        for (int i = 0; i < wishes.size(); i++) {
            SegmentWriter.Wish wish = wishes.get(i);
            assertEquals(
                    choicesAlone.get(i),
                    fresh.choices(wish.prompt(), alone.get(i).text(), 3, label -> true, wish.seed(), later));
        }
    }

    @Test
    void othersMayWriteBetweenTwoStepsAndNobodySeesIt() {
        List<SegmentWriter.Wish> wishes = List.of(1L, 2L, 3L).stream()
                .map(seed -> new SegmentWriter.Wish(PROMPT, seed))
                .toList();
        List<Draft> undisturbed = writer.writeAll(wishes, 24, later, () -> {});
        Draft other = writer.write(PROMPT, 16, 9, later);
        AtomicInteger step = new AtomicInteger();
        List<Draft> disturbed = writer.writeAll(wishes, 24, later, () -> {
            if (step.incrementAndGet() % 5 == 0) {
                assertEquals(other, writer.write(PROMPT, 16, 9, later));
            }
        });
        assertEquals(undisturbed, disturbed);
        assertTrue(step.get() >= 5, step + " steps");
    }

    @Test
    void aModelThatWasClosedMeanwhileIsNotTouched() {
        AtomicInteger step = new AtomicInteger();
        List<Draft> drafts = writer.writeAll(List.of(new SegmentWriter.Wish(PROMPT, 1)), 24, later, () -> {
            if (step.incrementAndGet() == 3) {
                writer.close();
            }
        });
        assertEquals(FinishReason.DEADLINE, drafts.get(0).finish());
    }

    @Test
    void aFailureIsTriedAgainByTheNextCall() {
        store.failures.set(2);
        for (int i = 0; i < 2; i++) {
            BundleException e = assertThrows(BundleException.class, () -> writer.write(PROMPT, 8, 1, later));
            assertEquals("model.onnx: gone", e.getMessage());
        }
        assertTrue(writer.write(PROMPT, 8, 1, later).tokens() > 0);
        assertEquals(1, store.opened.get());
    }

    @Test
    void afterCloseTheModelIsOpenedAgain() {
        Draft before = writer.write(PROMPT, 8, 1, later);
        writer.close();
        writer.close();
        assertEquals(before, writer.write(PROMPT, 8, 1, later));
        assertEquals(2, store.opened.get());
    }

    @Test
    void aDeadlineThatIsOverWritesNothing() {
        Draft draft = writer.write(PROMPT, 8, 1, Instant.now().minusSeconds(1));
        assertEquals("", draft.text());
        assertEquals(FinishReason.DEADLINE, draft.finish());
        assertTrue(writer.choices(
                        PROMPT, "You run.", 3, label -> true, 1, Instant.now().minusSeconds(1))
                .isEmpty());
    }

    @Test
    void atLeastOneThread() {
        assertThrows(IllegalArgumentException.class, () -> new Engine(0, Duration.ZERO, 0, Optional.empty()));
    }

    private static final class CountingStore implements ModelStore {
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public Manifest manifest() {
            return ShippedBundle.store().manifest();
        }

        @Override
        public ModelBundle open() {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new BundleException("model.onnx: gone");
            }
            opened.incrementAndGet();
            return ShippedBundle.open();
        }
    }
}
