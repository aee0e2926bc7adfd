package me.feverdrea;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts that were right once: pieces put in, taken out, doubled and moved, as accident or malice would. */
public final class Bent {
    private static final int MOST_BENDS = 6;

    /** What parsers trip over whatever they read. */
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\n",
            "\r",
            "\t",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\u202E",
            "\uD800",
            "\uDC00",
            "\uD83D\uDD77",
            "\u0301",
            "0",
            "-1",
            "1e999",
            "9223372036854775808",
            "null",
            "{}",
            "[]",
            "\"",
            "\\",
            "/",
            "..",
            "%2e",
            "$1",
            "(",
            "*");

    private Bent() {}

    /**
     * @param kind what is done at the place
     * @param at place, as a share of the text
     * @param length characters that are meant
     */
    private record Bend(int kind, double at, int length, String piece) {

        String of(String text) {
            int from = (int) (at * text.length());
            int to = Math.min(text.length(), from + length);
            return switch (kind) {
                case 0 -> text.substring(0, from) + piece + text.substring(from);
                case 1 -> text.substring(0, from) + piece + text.substring(to);
                case 2 -> text.substring(0, to) + text.substring(from);
                case 3 -> text.substring(0, from);
                default -> text.substring(from, to) + text.substring(0, from) + text.substring(to);
            };
        }
    }

    /**
     * @param whole texts to begin with
     * @param pieces of the language that is parsed
     */
    public static Arbitrary<String> text(List<String> whole, List<String> pieces) {
        Arbitrary<Bend> bends = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.of(pieces)),
                                Tuple.of(2, Arbitraries.of(NASTY)),
                                Tuple.of(1, Arbitraries.strings().ofMaxLength(8))))
                .as(Bend::new);
        return Combinators.combine(Arbitraries.of(whole), bends.list().ofMaxSize(MOST_BENDS))
                .as((text, list) -> {
                    String bent = text;
                    for (Bend bend : list) {
                        bent = bend.of(bent);
                    }
                    return bent;
                });
    }
}
