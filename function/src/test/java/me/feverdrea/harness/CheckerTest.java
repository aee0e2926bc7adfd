package me.feverdrea.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import me.feverdrea.harness.Checker.Law;
import me.feverdrea.harness.Checker.Violation;
import me.feverdrea.story.Sha256;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing is worth nothing: each law is broken once, and all others hold. */
class CheckerTest {
    private static final String PATH = "burrow/1/go-down";
    private static final String AT = "2026-01-01T00:00:00Z";

    private final List<Operation> history = new ArrayList<>(List.of(
            told(5, 10, 202, "pending", "…", null),
            told(12, 20, 200, "body", "It breathes.", "\"1\""),
            told(22, 30, 200, "body", "It breathes.", "\"1\""),
            told(32, 33, 304, "", "", "\"1\"")));
    private final Map<String, Row> table = new HashMap<>(Map.of(PATH, row("It breathes.", Map.of())));
    private final Map<String, Long> commits = new HashMap<>(Map.of(PATH, 15L));

    private static Operation told(long start, long end, int status, String body, String text, String tag) {
        return new Operation(
                "anna",
                0,
                "GET",
                PATH,
                start,
                end,
                status,
                tag == null ? Map.of() : Map.of("etag", tag),
                body,
                status == 200 ? Optional.of(new Operation.Page("dreamed", text, AT)) : Optional.empty());
    }

    private static Row row(String text, Map<String, String> changes) {
        Map<String, String> columns = new HashMap<>();
        for (int i = 0; columns.size() < Row.COLUMNS - 6; i++) {
            columns.put("column" + i, "x");
        }
        String choices = "> 1 Lie still\n";
        columns.putAll(Map.of("dream", "burrow/1", "steps", "go-down", "text", text, "choices", choices));
        columns.put("created_at", AT);
        columns.put("sha256", Sha256.hex((text + '\n' + choices).getBytes(StandardCharsets.UTF_8)));
        columns.putAll(changes);
        return new Row(columns);
    }

    private Set<Law> broken() {
        return Checker.violations(history, table, commits).stream()
                .map(Violation::law)
                .collect(Collectors.toSet());
    }

    @Test
    void aHistoryThatKeepsAllLawsHasNoViolation() {
        assertEquals(Set.of(), broken());
        assertEquals(List.of(), Checker.changes(Map.of(), table));
        assertEquals(List.of(), Checker.changes(table, table));
    }

    @Test
    void twoBodiesOfOnePathAreFound() {
        history.add(told(40, 50, 200, "another body", "It breathes.", "\"1\""));
        assertEquals(Set.of(Law.ONE_TEXT), broken());
    }

    @Test
    void aTextThatTheTableHasNotIsFound() {
        table.put(PATH, row("It waits.", Map.of()));
        assertEquals(Set.of(Law.THE_TABLES_TEXT), broken());
    }

    @Test
    void aBranchThatWasReadAndIsLostIsFound() {
        table.clear();
        assertEquals(Set.of(Law.THE_TABLES_TEXT), broken());
    }

    @Test
    void aTextFromAnotherWritingIsFoundEvenIfItsWordsAreTheSame() {
        table.put(PATH, row("It breathes.", Map.of("created_at", "2026-01-01T00:00:01Z")));
        assertEquals(Set.of(Law.THE_TABLES_TEXT), broken());
    }

    @Test
    void aReadBeforeTheCommitIsFound() {
        commits.put(PATH, 21L);
        assertEquals(Set.of(Law.NOT_BEFORE_ITS_COMMIT), broken());
    }

    @Test
    void aReadOfWhatNobodyCommittedIsFound() {
        commits.clear();
        commits.put("burrow/2/go-down", 1L);
        assertEquals(Set.of(Law.NOT_BEFORE_ITS_COMMIT), broken());
    }

    @Test
    void aBranchThatIsPendingAgainIsFound() {
        history.add(told(40, 50, 202, "pending", "", null));
        assertEquals(Set.of(Law.NEVER_FORGOTTEN), broken());
    }

    @Test
    void aBranchThatIsAbsentAgainIsFound() {
        history.add(told(40, 50, 404, "absent", "", null));
        assertEquals(Set.of(Law.NEVER_FORGOTTEN), broken());
    }

    @Test
    void aPendingAnswerThatOverlapsTheFirstReadIsAllowed() {
        history.add(told(19, 50, 202, "pending", "", null));
        assertEquals(Set.of(), broken());
    }

    @Test
    void anotherTagIsFound() {
        history.add(told(40, 50, 200, "body", "It breathes.", "\"2\""));
        assertEquals(Set.of(Law.ONE_ETAG), broken());
    }

    @Test
    void aNotModifiedWithAnotherTagIsFound() {
        history.add(told(40, 50, 304, "", "", "\"2\""));
        assertEquals(Set.of(Law.ONE_ETAG), broken());
    }

    @Test
    void aRowThatChangedOrVanishedIsFound() {
        Map<String, Row> changed = Map.of(PATH, row("It breathes.", Map.of("model", "another")));
        assertEquals(1, Checker.changes(table, changed).size());
        assertEquals(1, Checker.changes(table, Map.of()).size());
    }

    @Test
    void aTornRowIsFound() {
        table.put(PATH, row("It breathes.", Map.of("choices", "> 1 Lie\n")));
        assertEquals(Set.of(Law.NEVER_TORN), broken());
    }

    @Test
    void anErrorAndAHangAreFoundAndAPoliteRefusalIsNone() {
        history.add(told(40, 50, 503, "later", "", null));
        assertEquals(Set.of(Law.ALWAYS_AN_ANSWER), broken());
        history.remove(history.size() - 1);
        history.add(told(40, 50, -1, "", "", null));
        assertEquals(Set.of(Law.ALWAYS_AN_ANSWER), broken());
        history.remove(history.size() - 1);
        history.add(new Operation(
                "bert", 0, "GET", PATH, 40, 50, 503, Map.of("retry-after", "3"), "later", Optional.empty()));
        assertEquals(Set.of(), broken());
    }
}
