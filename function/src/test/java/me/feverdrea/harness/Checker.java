package me.feverdrea.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds what clients were told against each other, the table and the moments of the commits. */
final class Checker {

    /** What must hold, and each breach of it. */
    enum Law {
        /** Every 200 for a path has the same bytes. */
        ONE_TEXT,
        /** It has the text that the table has, and there is a row. */
        THE_TABLES_TEXT,
        /** Nobody read it before it was committed. */
        NOT_BEFORE_ITS_COMMIT,
        /** What was read once is there for whoever asks later. */
        NEVER_FORGOTTEN,
        /** Every 200 for a path has the same ETag, and a 304 has it too. */
        ONE_ETAG,
        /** No row that was seen in the table is missing or different later. */
        NEVER_CHANGED,
        /** Every row has all its columns, and its hash is right. */
        NEVER_TORN,
        /** No 5xx but 503 with Retry-After, nothing that hangs. */
        ALWAYS_AN_ANSWER
    }

    record Violation(Law law, String what) {}

    private final Collection<Operation> history;
    private final Map<String, Row> table;
    private final Map<String, Long> commits;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(Collection<Operation> history, Map<String, Row> table, Map<String, Long> commits) {
        this.history = history;
        this.table = table;
        this.commits = commits;
    }

    /**
     * @param table at the end
     * @param commits by path, when it could first be read; empty where nobody stood between game and store
     */
    static List<Violation> violations(
            Collection<Operation> history, Map<String, Row> table, Map<String, Long> commits) {
        Checker checker = new Checker(history, table, commits);
        Map<String, List<Operation>> dreamed =
                history.stream().filter(Operation::isDreamed).collect(Collectors.groupingBy(Operation::path));
        dreamed.forEach(checker::checkTexts);
        checker.checkMemory(dreamed);
        checker.checkAnswers();
        table.values().stream()
                .filter(row -> !row.isWhole())
                .forEach(row -> checker.breach(Law.NEVER_TORN, row.path() + " is torn: " + row.columns()));
        return checker.violations;
    }

    /** What became of the rows between two looks at the table. */
    static List<Violation> changes(Map<String, Row> before, Map<String, Row> after) {
        return before.values().stream()
                .filter(row -> !Optional.ofNullable(after.get(row.path()))
                        .map(Row::fingerprint)
                        .equals(Optional.of(row.fingerprint())))
                .map(row -> new Violation(Law.NEVER_CHANGED, row.path() + " is missing or different"))
                .toList();
    }

    private void breach(Law law, String what) {
        violations.add(new Violation(law, what));
    }

    private void checkTexts(String path, List<Operation> told) {
        Operation first = told.get(0);
        Optional<Row> row = Optional.ofNullable(table.get(path));
        for (Operation operation : told) {
            if (!operation.body().equals(first.body())) {
                breach(Law.ONE_TEXT, operation + " with another body than " + first.client());
            }
            if (operation.header("etag").isEmpty() || !operation.header("etag").equals(first.header("etag"))) {
                breach(Law.ONE_ETAG, operation + " with the ETag " + operation.header("etag"));
            }
            Operation.Page page = operation.page().orElseThrow();
            if (row.isEmpty()
                    || !row.get().text().equals(page.text())
                    || !row.get().createdAt().equals(page.createdAt())) {
                breach(Law.THE_TABLES_TEXT, operation + " with what the table has not");
            }
            Long commit = commits.get(path);
            if (commit != null && operation.end() - commit < 0) {
                breach(Law.NOT_BEFORE_ITS_COMMIT, operation + " before its commit");
            }
            if (commit == null && !commits.isEmpty()) {
                breach(Law.NOT_BEFORE_ITS_COMMIT, operation + ", and nobody committed it");
            }
        }
    }

    private void checkMemory(Map<String, List<Operation>> dreamed) {
        Map<String, Long> told = new HashMap<>();
        Map<String, Optional<String>> tags = new HashMap<>();
        dreamed.forEach((path, operations) -> {
            told.put(path, operations.stream().mapToLong(Operation::end).min().orElseThrow());
            tags.put(path, operations.get(0).header("etag"));
        });
        for (Operation operation : history) {
            Long since = told.get(operation.path());
            boolean later = since != null && operation.start() - since > 0;
            if (later && (operation.status() == 202 || operation.status() == 404 || operation.status() == 410)) {
                breach(Law.NEVER_FORGOTTEN, operation + " after it had been read");
            }
            if (since != null
                    && operation.status() == 304
                    && !operation.header("etag").equals(tags.get(operation.path()))) {
                breach(Law.ONE_ETAG, operation + " with the ETag " + operation.header("etag"));
            }
        }
    }

    private void checkAnswers() {
        for (Operation operation : history) {
            boolean sorry =
                    operation.status() == 503 && operation.header("retry-after").isPresent();
            if (operation.status() == -1 || operation.status() >= 500 && !sorry) {
                breach(Law.ALWAYS_AN_ANSWER, operation.toString());
            }
        }
    }
}
