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
    private static final Pattern AUTHORED = Pattern.compile("(?=[0-9-]*[a-z])[a-z0-9-]{1," + LENGTH + "}");
    private static final Pattern OFFERED = Pattern.compile("[1-" + GENERATED + "]");
    private static final Pattern FREE_TEXT = Pattern.compile("_[A-Za-z0-9_-]{22}");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern EDGES = Pattern.compile("^-+|-+$");

    private ChoiceId() {}

    public static boolean isAuthored(String id) {
        return AUTHORED.matcher(id).matches();
    }

    static boolean isFreeText(String id) {
        return FREE_TEXT.matcher(id).matches();
    }

    static boolean isValid(String id) {
        return isAuthored(id) || OFFERED.matcher(id).matches() || isFreeText(id);
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
