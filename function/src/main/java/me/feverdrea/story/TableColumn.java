package me.feverdrea.story;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A column of the table {@code branches} as analysts see it.
 *
 * @param needed whether every row has it
 * @param means what it holds, for people
 */
public record TableColumn(String name, Type type, boolean needed, String means) {

    /** What a column holds; the words are those of the table for people. */
    public enum Type {
        TEXT("text"),
        /** 32 bits. */
        INTEGER("integer"),
        /** 64 bits. */
        LONG("long"),
        REAL("double"),
        FLAG("boolean"),
        /** UTC, to the millisecond. */
        TIME("timestamp"),
        CHOICES("list of {id, label}");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** In the order of the table. Columns are only ever added, at the end. */
    public static final List<TableColumn> ALL = List.of(
            needed(BranchColumns.DREAM, Type.TEXT, "story and dream, `spider/7`; with `steps` the key"),
            needed(BranchColumns.STEPS, Type.TEXT, "steps taken, `open-the-cellar.2.1~b`"),
            needed("story", Type.TEXT, "id of the story"),
            needed("dream_number", Type.INTEGER, "number of the dream, from 1"),
            needed("parent", Type.TEXT, "steps of the page before; empty for the start passage"),
            needed("depth", Type.INTEGER, "number of steps"),
            needed("choice", Type.TEXT, "label that was taken to get here"),
            needed("text", Type.TEXT, "the segment; paragraphs separated by a blank line"),
            needed(BranchColumns.CHOICES, Type.CHOICES, "ways on that the page offers; none at an ending"),
            needed("ending", Type.TEXT, "`none`, `dreamed` (the model ended it) or `depth` (the greatest depth)"),
            needed("asked_by", Type.TEXT, "`reader`, `ahead` (dreamed while the page before was read) or `walker`"),
            needed("model", Type.TEXT, "id of the model bundle"),
            needed("prompt_version", Type.INTEGER, "version of the prompt format"),
            needed("sampling", Type.TEXT, "how tokens were drawn"),
            needed("seed", Type.LONG, "seed of the attempt that was kept"),
            needed("prompt_tokens", Type.INTEGER, "tokens read in that attempt"),
            needed("tokens", Type.INTEGER, "tokens written in that attempt"),
            needed("finish_reason", Type.TEXT, "`END_OF_TEXT`, `NEXT_CHOICE`, `TOKEN_LIMIT`, `DEADLINE` or `FALLBACK`"),
            needed("generate_ms", Type.LONG, "milliseconds for all attempts and the choices"),
            needed("attempts", Type.INTEGER, "segments written until one was kept"),
            needed(BranchColumns.FALLBACK, Type.FLAG, "whether the text is one of the author's own lines"),
            needed("gate_words", Type.INTEGER, "words of the text"),
            needed("gate_loops", Type.INTEGER, "times that the same words follow each other"),
            needed("gate_repetition", Type.REAL, "share of runs of three words that stood in the text before"),
            needed("gate_parent_overlap", Type.REAL, "share of runs of four words that the page before has too"),
            needed("gate_sibling_overlap", Type.REAL, "the same for the nearest page behind the same door"),
            needed("gate_copied_words", Type.INTEGER, "longest run of words that stands in the training text"),
            needed("gate_made_up_words", Type.INTEGER, "words that no lexicon has"),
            needed("gate_leaks", Type.INTEGER, "pieces of the prompt's format"),
            needed("gate_forbidden", Type.INTEGER, "words of the lists"),
            needed("created_at", Type.TIME, "when it was written"),
            needed("sha256", Type.TEXT, "of text and choices, in hex"),
            new TableColumn(BranchColumns.WITHDRAWN_AT, Type.TIME, false, "when it was taken down; null if it stands"));

    private static TableColumn needed(String name, Type type, String means) {
        return new TableColumn(name, type, true, means);
    }

    /** Where the column stands in {@link #ALL}. */
    public static int index(String name) {
        return IntStream.range(0, ALL.size())
                .filter(i -> ALL.get(i).name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
