package me.feverdrea.command;

import java.util.List;
import java.util.stream.Collectors;

/** What of a report is better told in rows than drawn. */
final class ReportTables {
    private ReportTables() {}

    static String models(Census census) {
        StringBuilder html = new StringBuilder();
        html.append("<section><h2>Models and prompt versions</h2><table><tr>");
        for (String head : List.of(
                "model",
                "prompt",
                "branches",
                "first drafts",
                "fallbacks",
                "attempts",
                "words",
                "repetition",
                "ms a branch")) {
            html.append("<th>").append(head).append("</th>");
        }
        census.models.forEach((key, sums) -> {
            html.append("</tr><tr>");
            for (String cell : List.of(
                    Chart.escaped(key.get(0)),
                    Chart.escaped(key.get(1)),
                    Chart.number(sums.branches),
                    ReportPage.percent(sums.firstDrafts, sums.branches),
                    ReportPage.percent(sums.fallbacks, sums.branches),
                    ReportPage.mean(sums.attempts, sums.branches, "%.2f"),
                    ReportPage.mean(sums.words, sums.branches, "%.1f"),
                    ReportPage.mean(sums.repetition, sums.branches, "%.4f"),
                    ReportPage.mean(sums.millis, sums.branches, "%,.0f"))) {
                html.append("<td>").append(cell).append("</td>");
            }
        });
        html.append("</tr></table><p>Dreamed for: ");
        html.append(census.askedBy.entrySet().stream()
                .map(who -> Chart.escaped(who.getKey()) + ' ' + Chart.number(who.getValue()))
                .collect(Collectors.joining("; ")));
        return html.append("</p></section>").toString();
    }

    static String flaws(Counts counts) {
        StringBuilder html = new StringBuilder();
        if (counts.flaws().isEmpty() && counts.lost().isEmpty()) {
            return "";
        }
        html.append("<section><h2>What is wrong with the table</h2><ul>");
        counts.lost()
                .forEach((what, times) -> html.append("<li><b>missing:</b> ")
                        .append(Chart.number(times))
                        .append(" × ")
                        .append(Chart.escaped(what))
                        .append("</li>"));
        counts.flaws()
                .forEach((what, times) -> html.append("<li>")
                        .append(Chart.number(times))
                        .append(" × ")
                        .append(Chart.escaped(what))
                        .append("</li>"));
        return html.append("</ul></section>").toString();
    }
}
