package me.feverdrea.story;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kinds of choice id: {@code open-the-cellar} for an author's link, {@code 1} to {@code 4} for what a model offered, {@code
 * _} and 128 random bits for what a player typed.
 */
public final class ChoiceId {
    /** Most choices that a segment may offer. */
    public static final int GENERATED = 4;

    private static final int LENGTH = 32;
    private static final Pattern FREE_TEXT = Pattern.compile("_[A-Za-z0-9_-]{22}");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern EDGES = Pattern.compile("^-+|-+$");

    private ChoiceId() {}

    /** Lower-case letters, digits and hyphens, and a letter among them. By hand, since every step of every path is asked. */
    public static boolean isAuthored(String id) {
        boolean hasLetter = false;
        for (int i = 0; i < id.length(); i++) {
            char character = id.charAt(i);
            boolean isLetter = character >= 'a' && character <= 'z';
            if (!isLetter && character != '-' && (character < '0' || character > '9')) {
                return false;
            }
            hasLetter |= isLetter;
        }
        return hasLetter && id.length() <= LENGTH;
    }

    private static boolean isOffered(String id) {
        return id.length() == 1 && id.charAt(0) >= '1' && id.charAt(0) < '1' + GENERATED;
    }

    static boolean isFreeText(String id) {
        return FREE_TEXT.matcher(id).matches();
    }

    static boolean isValid(String id) {
        return isAuthored(id) || isOffered(id) || isFreeText(id);
    }

    /** The id that a label gives by itself; empty for a label without any Latin letter. */
    public static Optional<String> ofLabel(String label) {
        String plain = Normalizer.normalize(label, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        String dashed = OTHERS.matcher(
                        MARKS.matcher(plain).replaceAll("").replace("'", "").replace("’", ""))
                .replaceAll("-");
        String trimmed = EDGES.matcher(dashed).replaceAll("");
        String cut = trimmed.length() <= LENGTH ? trimmed : trimmed.substring(0, LENGTH);
        return Optional.of(EDGES.matcher(cut).replaceAll("")).filter(ChoiceId::isAuthored);
    }
}
