package me.feverdrea.story;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a choice's label of what a player typed: one line of a story, and nothing that the prompt's format is made of. */
final class FreeText {
    /** Most characters (code points) of a free-text choice. */
    static final int LENGTH = 200;

    /** Most UTF-16 units of what is looked at: each pass below takes time, and text can be made to need many. */
    private static final int TYPED = 10 * LENGTH;

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\x{85}]+");

    /** Controls, marks of direction and other invisible ones, halves of characters, what no font has, letters that are blank. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\x{FFFD}"
            + "\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{2800}\\x{3164}\\x{FFA0}]");

    private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}|[{}]");
    private static final Pattern ANY_WORD = Pattern.compile("[\\p{L}\\p{N}]");

    private FreeText() {}

    /** @throws FreeTextException if nothing is left of it, or too much, or a word that is not taken here */
    static String label(String typed, Story story, WordList words) {
        if (typed.length() > TYPED) {
            throw tooLong(typed.codePointCount(0, typed.length()));
        }
        String text = story.withSlots(clean(typed, story));
        int length = text.codePointCount(0, text.length());
        if (!ANY_WORD.matcher(text).find()) {
            throw new FreeTextException("there are no words in it", "say in a few words what you do");
        }
        if (length > LENGTH) {
            throw tooLong(length);
        }
        if (words.hits(text) || Gate.forbids(text, story.settings().forbidden())) {
            throw new FreeTextException("it holds a word that this story does not take", "say it in other words");
        }
        return capital(text);
    }

    private static String clean(String typed, Story story) {
        String before;
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC);
        do {
            before = text;
            String seen = UNSEEN.matcher(SPACE.matcher(text).replaceAll(" ")).replaceAll("");
            text = SPACE.matcher(Gate.withoutLeaks(withoutBraces(seen, story)))
                    .replaceAll(" ")
                    .strip();
            // What was taken out may have stood between the halves of what has to go.
        } while (!text.equals(before));
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Braces are for slots. */
    private static String withoutBraces(String text, Story story) {
        return BRACES.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        story.settings().slots().stream()
                                        .anyMatch(slot -> slot.placeholder().equals(found.group()))
                                ? found.group()
                                : found.group(1) == null ? "" : found.group(1)));
    }

    private static FreeTextException tooLong(int characters) {
        return new FreeTextException(
                "it is " + characters + " characters long", "say it in " + LENGTH + " characters at most");
    }

    /** As the labels that the model knows begin. */
    private static String capital(String text) {
        int first = text.codePointAt(0);
        return new StringBuilder()
                .appendCodePoint(Character.toTitleCase(first))
                .append(text, Character.charCount(first), text.length())
                .toString();
    }
}
