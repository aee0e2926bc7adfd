package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import me.feverdrea.story.Prompt;
import me.feverdrea.story.Turn;
import org.junit.jupiter.api.Test;

class PromptWindowTest {
    private static final String PREMISE = "You wake with too many arms.";
    private static final int CONTEXT = 512;
    private static final int LIMIT = 64;

    private final BytePairTokenizer tokenizer =
            BytePairTokenizer.read(ShippedBundle.open().tokenizer());
    private final PromptWindow window = new PromptWindow(tokenizer, CONTEXT);

    @Test
    void aPromptIsTheTrainingTextAndNothingElse() {
        Prompt prompt = new Prompt(
                PREMISE,
                List.of(new Turn("", "It is dark.\n\nYou count."), new Turn("Count again", "Nine.")),
                "Open the door",
                false);
        assertEquals(PREMISE + "\n\nIt is dark.\nYou count.\n> Count again\nNine.\n> Open the door\n", before(prompt));
    }

    @Test
    void aPromptThatMustEndCarriesTheClosingCue() {
        Prompt prompt = new Prompt(PREMISE, List.of(new Turn("", "It is dark.")), "Sleep", true);
        assertEquals(PREMISE + "\n\nIt is dark.\n> Sleep (the last page)\n", before(prompt));
    }

    @Test
    void aPlayersLongWordsStillEndTheirLine() {
        String typed = "Xyzzy " + "plugh zrr ".repeat(19);
        for (boolean close : new boolean[] {false, true}) {
            String prompt = before(new Prompt(PREMISE, List.of(new Turn("", "It is dark.")), typed, close));
            assertTrue(prompt.endsWith(close ? " (the last page)\n" : "\n"), prompt);
            assertTrue(prompt.contains("\n> Xyzzy plugh"), prompt);
        }
    }

    @Test
    void withoutAPremiseThePromptBeginsWithTheText() {
        assertEquals("Dark.\n> Go\n", before(new Prompt("", List.of(new Turn("", "Dark.")), "Go", false)));
    }

    @Test
    void thePromptHasTheTokensOfItsText() {
        int[] ids = window.beforeSegment(story(7, 3), LIMIT);
        assertArrayEquals(tokenizer.encode(tokenizer.decode(ids)), ids);
    }

    @Test
    void choicesFollowTheSegment() {
        Prompt prompt = new Prompt(PREMISE, List.of(new Turn("", "It is dark.")), "Sleep", true);
        assertEquals(
                PREMISE + "\n\nIt is dark.\n> Sleep\nYou dream.\n>",
                tokenizer.decode(window.beforeChoices(prompt, "You dream.")));
    }

    @Test
    void thePromptOfChoicesBeginsEveryChildsPrompt() {
        for (int depth = 1; depth < 40; depth++) {
            Prompt prompt = story(depth, 3);
            String segment = text(depth + 100, 3);
            int[] parent = window.beforeChoices(prompt, segment);
            for (String choice : List.of("Wait", "Open the door and go down into the cellar")) {
                List<Turn> turns = new ArrayList<>(prompt.turns());
                turns.add(new Turn(prompt.choice(), segment));
                int[] child = window.beforeSegment(new Prompt(PREMISE, turns, choice, false), LIMIT);
                assertArrayEquals(parent, Arrays.copyOf(child, parent.length), "depth " + depth);
            }
        }
    }

    @Test
    void mostPromptsBeginWithTheirParentsSoThatTheKvCacheIsKept() {
        int kept = 0;
        for (int depth = 2; depth < 40; depth++) {
            int[] parent = window.beforeSegment(story(depth, 3), LIMIT);
            int[] child = window.beforeSegment(story(depth + 1, 3), LIMIT);
            kept += Arrays.mismatch(parent, child) >= parent.length ? 1 : 0;
        }
        assertTrue(kept >= 28, kept + " of 38");
    }

    @Test
    void thereIsAlwaysRoomToWrite() {
        for (int depth = 1; depth <= 40; depth += 3) {
            for (int sentences : new int[] {1, 4, 40}) {
                for (int limit : new int[] {1, 64, 200, 10_000}) {
                    Prompt prompt = story(depth, sentences);
                    int[] ids = window.beforeSegment(prompt, limit);
                    assertTrue(ids.length + window.writable(limit) <= CONTEXT, ids.length + " + " + limit);
                    int[] choices = window.beforeChoices(prompt, text(depth, sentences));
                    assertTrue(choices.length + ChoiceGenerator.MOST_TOKENS <= CONTEXT, "choices " + choices.length);
                }
            }
        }
    }

    @Test
    void theNewestTurnsAreKeptWhole() {
        Prompt prompt = story(40, 3);
        String text = before(prompt);
        assertTrue(text.startsWith(PREMISE + "\n\n"), text);
        assertTrue(text.endsWith(text(38, 3) + "\n> Step 39\n" + text(39, 3) + "\n> Step 40\n"), text);
        String first = text.substring(PREMISE.length() + 2, text.indexOf("\n> "));
        assertTrue(prompt.turns().stream().anyMatch(turn -> turn.text().equals(first)), first);
    }

    @Test
    void ofATurnThatIsTooLongTheLastSentencesStay() {
        String end = "At last you see the lamp.";
        String text = before(new Prompt(PREMISE, List.of(new Turn("", text(1, 80) + " " + end)), "Go", false));
        String kept = text.substring(PREMISE.length() + 2);
        assertTrue(kept.startsWith("Sentence "), kept);
        assertTrue(kept.endsWith(end + "\n> Go\n"), kept);
    }

    @Test
    void aSentenceWithoutEndIsCutToo() {
        String endless = "and on ".repeat(2_000);
        Prompt prompt = new Prompt(endless, List.of(new Turn("", endless)), endless, false);
        int[] ids = window.beforeSegment(prompt, LIMIT);
        assertTrue(ids.length + LIMIT <= CONTEXT, ids.length + " tokens");
        int[] marks = window.beforeSegment(
                new Prompt("", List.of(new Turn("", "\uD83D\uDD6F".repeat(3_000))), "Go", false), LIMIT);
        assertTrue(marks.length + LIMIT <= CONTEXT, marks.length + " tokens");
    }

    private String before(Prompt prompt) {
        return tokenizer.decode(window.beforeSegment(prompt, LIMIT));
    }

    private static Prompt story(int turns, int sentences) {
        List<Turn> story = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            story.add(new Turn(i == 0 ? "" : "Step " + i, text(i, sentences)));
        }
        return new Prompt(PREMISE, story, "Step " + turns, false);
    }

    private static String text(int number, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ")
                    .append("Sentence ")
                    .append(i)
                    .append(" of page ")
                    .append(number)
                    .append(".");
        }
        return text.toString();
    }
}
