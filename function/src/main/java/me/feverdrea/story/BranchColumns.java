package me.feverdrea.story;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A branch as the columns of the branch table, the same in every store. Values are {@code String}, {@code Integer},
 * {@code Long}, {@code Double}, {@code Boolean} or, for {@code choices}, a list of {@link Choice}; times are ISO-8601.
 * A store may give numbers back in any width. {@code withdrawn_at} is there only once a page was taken down.
 */
public final class BranchColumns {
    public static final String DREAM = "dream";
    public static final String STEPS = "steps";
    public static final String CHOICES = "choices";
    public static final String FALLBACK = "fallback";
    public static final String WITHDRAWN_AT = "withdrawn_at";

    private BranchColumns() {}

    /** In the order of the table. */
    public static Map<String, Object> of(Branch branch) {
        StoryPath path = branch.path();
        Provenance provenance = branch.provenance();
        GateScores scores = provenance.scores();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put(DREAM, path.dreamKey());
        columns.put(STEPS, path.stepsKey());
        columns.put("story", path.story());
        columns.put("dream_number", path.dream());
        columns.put("parent", path.parent().map(StoryPath::stepsKey).orElse(""));
        columns.put("depth", path.depth());
        columns.put("choice", branch.choice());
        columns.put("text", branch.text());
        columns.put(CHOICES, branch.choices());
        columns.put("ending", branch.ending().word());
        columns.put("asked_by", provenance.askedBy().word());
        columns.put("model", provenance.recipe().model());
        columns.put("prompt_version", provenance.recipe().promptVersion());
        columns.put("sampling", provenance.recipe().sampling());
        columns.put("seed", provenance.seed());
        columns.put("prompt_tokens", provenance.promptTokens());
        columns.put("tokens", provenance.tokens());
        columns.put("finish_reason", provenance.finishReason().name());
        columns.put("generate_ms", provenance.generateMs());
        columns.put("attempts", provenance.attempts());
        columns.put(FALLBACK, provenance.fallback());
        columns.put("gate_words", scores.words());
        columns.put("gate_loops", scores.loops());
        columns.put("gate_repetition", scores.repetition());
        columns.put("gate_parent_overlap", scores.parentOverlap());
        columns.put("gate_sibling_overlap", scores.siblingOverlap());
        columns.put("gate_copied_words", scores.copiedWords());
        columns.put("gate_made_up_words", scores.madeUpWords());
        columns.put("gate_leaks", scores.leaks());
        columns.put("gate_forbidden", scores.forbidden());
        columns.put("created_at", branch.createdAt().toString());
        columns.put("sha256", branch.sha256());
        branch.withdrawnAt().ifPresent(when -> columns.put(WITHDRAWN_AT, when.toString()));
        return columns;
    }

    /**
     * @param choices the column {@code choices}, which each store keeps in its own form
     * @throws StoreException if the row holds what no branch has
     */
    public static Branch read(Map<String, Object> columns, List<Choice> choices) {
        try {
            return branch(new Row(columns), choices);
        } catch (RuntimeException e) {
            throw new StoreException(
                    "the branch " + columns.get(DREAM) + '/' + columns.get(STEPS) + " is damaged: " + e.getMessage()
                            + "; restore its row from a backup",
                    e);
        }
    }

    private static Branch branch(Row row, List<Choice> choices) {
        return new Branch(
                StoryPath.of(row.text(DREAM), row.text(STEPS)),
                row.text("choice"),
                row.text("text"),
                choices,
                Ending.ofWord(row.text("ending")),
                new Provenance(
                        AskedBy.ofWord(row.text("asked_by")),
                        new Recipe(
                                row.text("model"), row.number("prompt_version").intValue(), row.text("sampling")),
                        row.number("seed").longValue(),
                        row.number("prompt_tokens").intValue(),
                        row.number("tokens").intValue(),
                        FinishReason.valueOf(row.text("finish_reason")),
                        row.number("generate_ms").longValue(),
                        row.number("attempts").intValue(),
                        (Boolean) row.value(FALLBACK),
                        scores(row)),
                Instant.parse(row.text("created_at")),
                Optional.ofNullable((String) row.columns().get(WITHDRAWN_AT)).map(Instant::parse));
    }

    private static GateScores scores(Row row) {
        return new GateScores(
                row.number("gate_words").intValue(),
                row.number("gate_loops").intValue(),
                row.number("gate_repetition").doubleValue(),
                row.number("gate_parent_overlap").doubleValue(),
                row.number("gate_sibling_overlap").doubleValue(),
                row.number("gate_copied_words").intValue(),
                row.number("gate_made_up_words").intValue(),
                row.number("gate_leaks").intValue(),
                row.number("gate_forbidden").intValue());
    }

    private record Row(Map<String, Object> columns) {
        Object value(String name) {
            Object value = columns.get(name);
            if (value == null) {
                throw new IllegalArgumentException("the column '" + name + "' of branch " + columns.get(DREAM) + '/'
                        + columns.get(STEPS) + " is empty");
            }
            return value;
        }

        String text(String name) {
            return (String) value(name);
        }

        Number number(String name) {
            return (Number) value(name);
        }
    }
}
