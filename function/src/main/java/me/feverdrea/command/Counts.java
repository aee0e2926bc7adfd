package me.feverdrea.command;

import java.util.Map;
import java.util.TreeMap;

/** What was met on the way through a table, and how often. */
record Counts(Map<String, Long> promptVersions, Map<String, Long> flaws, Map<String, Long> lost) {
    Counts() {
        this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    void flaw(String what, boolean isLost) {
        (isLost ? lost : flaws).merge(what, 1L, Long::sum);
    }

    Counts add(Counts more) {
        more.promptVersions().forEach((version, rows) -> promptVersions.merge(version, rows, Long::sum));
        more.flaws().forEach((what, times) -> flaws.merge(what, times, Long::sum));
        more.lost().forEach((what, times) -> lost.merge(what, times, Long::sum));
        return this;
    }
}
