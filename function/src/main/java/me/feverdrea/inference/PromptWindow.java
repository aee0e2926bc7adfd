package me.feverdrea.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.feverdrea.story.Prompt;
import me.feverdrea.story.Turn;

/**
 * What of a story is put before the model: the premise and the newest whole turns.
 *
 * <p>The oldest turns are dropped in blocks, by a rule that looks at the turns alone: so the prompt of a branch begins
 * with the prompt of its parent, but for the few branches where a block falls away, and the KV cache can be kept.
 */
final class PromptWindow {
    /** Tokens kept free for the line of the choice just taken. */
    private static final int CHOICE_LINE_TOKENS = 48;

    private static final Pattern SENTENCE_START = Pattern.compile("(?<=[.!?][\"')]?)\\s+");

    private final BytePairTokenizer tokenizer;
    private final int context;

    PromptWindow(BytePairTokenizer tokenizer, int context) {
        this.tokenizer = tokenizer;
        this.context = context;
    }

    /** The most tokens that a segment can have. */
    int writable(int tokenLimit) {
        return Math.max(1, Math.min(tokenLimit, context / 2 - ChoiceGenerator.MOST_TOKENS));
    }

    /** The prompt that a segment follows; ends with the line of the choice just taken. */
    int[] beforeSegment(Prompt prompt, int tokenLimit) {
        int[] end = tokenizer.encode(PromptFormat.choiceEnd(prompt.close()));
        int[] choice = tokenizer.encode(PromptFormat.choiceLine(prompt.choice(), prompt.close()));
        TokenSequence window = window(prompt.premise(), prompt.turns(), budget(writable(tokenLimit)));
        if (choice.length <= CHOICE_LINE_TOKENS) {
            window.append(choice);
        } else {
            // Whatever a player typed, the line ends, and says so where the story has to.
            window.append(Arrays.copyOf(choice, CHOICE_LINE_TOKENS - end.length));
            window.append(end);
        }
        return window.toArray();
    }

    /** The prompt that choices follow, after a segment that followed the prompt: the beginning of its children's. */
    int[] beforeChoices(Prompt prompt, String segment) {
        List<Turn> turns = new ArrayList<>(prompt.turns());
        turns.add(new Turn(prompt.choice(), segment));
        TokenSequence window = window(prompt.premise(), turns, budget(0));
        window.append(tokenizer.encode(PromptFormat.BEFORE_CHOICE));
        return window.toArray();
    }

    // The same for all usual limits, or else choices and segments would drop blocks at different turns.
    private int budget(int tokenLimit) {
        return Math.min(context * 3 / 4, context - tokenLimit - ChoiceGenerator.MOST_TOKENS);
    }

    private TokenSequence window(String premise, List<Turn> turns, int budget) {
        int[] opening = tokenizer.encode(PromptFormat.plain(premise));
        TokenSequence window =
                new TokenSequence(Arrays.copyOf(opening, Math.min(opening.length, (budget - CHOICE_LINE_TOKENS) / 4)));
        int room = budget - CHOICE_LINE_TOKENS - window.length();
        List<String> texts = new ArrayList<>();
        List<int[]> encoded = new ArrayList<>();
        for (Turn turn : turns) {
            texts.add(newest(PromptFormat.segment(turn.text()), room / 2 - CHOICE_LINE_TOKENS));
            encoded.add(turn(turn.choice(), texts.get(texts.size() - 1)));
        }
        int first = 0;
        int sum = 0;
        for (int i = 0; i < encoded.size(); i++) {
            sum += encoded.get(i).length;
            if (sum > room) {
                while (first < i && sum > room / 2) {
                    sum -= encoded.get(first++).length;
                }
            }
        }
        for (int i = first; i < encoded.size(); i++) {
            window.append(i > first ? encoded.get(i) : opening(texts.get(i), window.length() > 0));
        }
        return window;
    }

    /** The first turn in the window stands without the choice that led to it. */
    private int[] opening(String text, boolean afterPremise) {
        return tokenizer.encode(afterPremise ? PromptFormat.BEFORE_SEGMENT_AFTER_PREMISE + text : text);
    }

    // Texts are stripped and each part begins with a newline, so encoding the parts gives the tokens of the whole.
    private int[] turn(String choice, String text) {
        TokenSequence turn = new TokenSequence(
                fitting(tokenizer.encode(PromptFormat.choiceLine(choice, false).stripTrailing())));
        turn.append(tokenizer.encode("\n" + text));
        return turn.toArray();
    }

    private static int[] fitting(int[] choiceLine) {
        return choiceLine.length <= CHOICE_LINE_TOKENS ? choiceLine : Arrays.copyOf(choiceLine, CHOICE_LINE_TOKENS);
    }

    /** As many of the last sentences as fit into a number of tokens. */
    private String newest(String text, int tokens) {
        int[] ids = tokenizer.encode(text);
        if (ids.length <= tokens) {
            return text;
        }
        List<Integer> starts = new ArrayList<>();
        Matcher sentence = SENTENCE_START.matcher(text);
        while (sentence.find()) {
            starts.add(sentence.end());
        }
        int kept = text.length();
        int sum = 0;
        for (int i = starts.size() - 1; i >= 0; i--) {
            // with the space before it, so that the sum is that of the whole
            sum += tokenizer.encode(text.substring(starts.get(i) - 1, kept - (kept < text.length() ? 1 : 0))).length;
            if (sum > tokens) {
                break;
            }
            kept = starts.get(i);
        }
        if (kept < text.length()) {
            return text.substring(kept);
        }
        String tail = tokenizer.decode(Arrays.copyOfRange(ids, ids.length - tokens, ids.length));
        return PromptFormat.segment(tail.substring(tail.indexOf(' ') + 1));
    }
}
