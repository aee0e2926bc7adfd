package me.feverdrea.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import me.feverdrea.command.Census.OfStory;
import me.feverdrea.command.Census.Sums;
import me.feverdrea.command.Chart.Series;

/** A census as one HTML page that needs nothing else: no script, no network. */
final class ReportPage {
    private static final int MOST_STORIES = 6;
    private static final int MOST_DREAMS = 24;
    private static final int MOST_POINTS = 60;
    private static final double MILLIS = 1000;

    private final Census census;
    private final Counts counts;
    private final String source;
    private final double dollarsPerSecond;
    private final List<String> stories;
    private final List<String> depths;
    private final StringBuilder html = new StringBuilder();

    ReportPage(Census census, Counts counts, String source, double dollarsPerSecond) {
        this.census = census;
        this.counts = counts;
        this.source = source;
        this.dollarsPerSecond = dollarsPerSecond;
        this.stories = census.stories.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, OfStory> each) -> -each.getValue().sums.branches)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .limit(MOST_STORIES)
                .toList();
        TreeSet<Integer> all = new TreeSet<>();
        census.stories.values().forEach(story -> {
            all.addAll(story.branchesByDepth.keySet());
            all.addAll(story.readsByDepth.keySet());
        });
        List<String> names = new ArrayList<>();
        for (int depth = 0; !all.isEmpty() && depth <= all.last(); depth++) {
            names.add(String.valueOf(depth));
        }
        this.depths = names;
    }

    String html(String style, Instant now) {
        html.append(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Feverdream: report</title>")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>")
                .append(style)
                .append("</style></head><body><main><h1>Feverdream</h1><p class=\"about\">")
                .append(Chart.escaped(source + ", " + now.truncatedTo(ChronoUnit.MINUTES)))
                .append("</p>");
        tiles();
        if (census.all.branches == 0) {
            html.append(
                    "<p>Nothing has been dreamed yet: open a story and take a door, or let <code>walk</code> do it.</p>");
        } else {
            funnel();
            depth();
            heat();
            quality();
            cost();
            html.append(ReportTables.models(census));
        }
        html.append(ReportTables.flaws(counts));
        return html.append("</main></body></html>\n").toString();
    }

    private void tiles() {
        Sums all = census.all;
        html.append("<section class=\"tiles\">");
        tile("branches", Chart.number(all.branches));
        tile("pages read", Chart.number(census.reads));
        tile("stories", Chart.number(census.stories.size()));
        tile("endings", Chart.number(all.endings));
        tile("first drafts kept", percent(all.firstDrafts, all.branches));
        tile("author's fallbacks", percent(all.fallbacks, all.branches));
        tile("mean time to dream", mean(all.millis / MILLIS, all.branches, "%.1f s"));
        tile("cost of all dreaming", String.format(Locale.ROOT, "$%.4f", dollars(all)));
        html.append("</section>");
    }

    private void tile(String name, String value) {
        html.append("<div><b>").append(value).append("</b>").append(name).append("</div>");
    }

    static String percent(double part, double all) {
        return all == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * part / all);
    }

    static String mean(double sum, double all, String format) {
        return all == 0 ? "–" : String.format(Locale.ROOT, format, sum / all);
    }

    private double dollars(Sums sums) {
        return sums.millis / MILLIS * dollarsPerSecond;
    }

    private void section(String title, String about, String chart) {
        html.append("<section><h2>")
                .append(title)
                .append("</h2><p>")
                .append(about)
                .append("</p>")
                .append(chart)
                .append("</section>");
    }

    private List<Series> byDepth(java.util.function.Function<OfStory, Map<Integer, Long>> of) {
        return stories.stream()
                .map(id -> new Series(
                        id,
                        depths.stream()
                                .mapToDouble(depth ->
                                        of.apply(census.stories.get(id)).getOrDefault(Integer.valueOf(depth), 0L))
                                .toArray()))
                .toList();
    }

    private void funnel() {
        if (census.reads == 0) {
            section("Funnel", "No log of requests was found, so nothing is known of what was read.", "");
            return;
        }
        section(
                "Funnel",
                "Pages read at each depth. Where a bar falls, readers leave or the story ends.",
                Chart.bars(
                        "Pages read by depth", "steps from the start", depths, byDepth(story -> story.readsByDepth)));
    }

    private void depth() {
        section(
                "How deep the dreams go",
                "Branches at each depth.",
                Chart.bars(
                        "Branches by depth", "steps from the start", depths, byDepth(story -> story.branchesByDepth)));
        section(
                "Where they end",
                census.all.endings == 0 ? "No dream has ended yet." : "Endings at each depth.",
                census.all.endings == 0
                        ? ""
                        : Chart.bars(
                                "Endings by depth",
                                "steps from the start",
                                depths,
                                byDepth(story -> story.endingsByDepth)));
    }

    private void heat() {
        for (String id : stories) {
            OfStory story = census.stories.get(id);
            boolean isRead = !story.readsByDream.isEmpty();
            Map<Integer, Map<Integer, Long>> cells = isRead ? story.readsByDream : story.branchesByDream;
            List<Integer> dreams = cells.keySet().stream().limit(MOST_DREAMS).toList();
            double[][] values = new double[dreams.size()][depths.size()];
            for (int row = 0; row < dreams.size(); row++) {
                for (Map.Entry<Integer, Long> cell : cells.get(dreams.get(row)).entrySet()) {
                    if (cell.getKey() >= 0 && cell.getKey() < depths.size()) {
                        values[row][cell.getKey()] = cell.getValue();
                    }
                }
            }
            section(
                    "Heat of the tree: " + Chart.escaped(id),
                    (isRead ? "Pages read" : "Branches dreamed") + ", for each dream by depth; the darker the more.",
                    Chart.heat(
                            "Heat of " + id,
                            "dream",
                            dreams.stream().map(String::valueOf).toList(),
                            depths,
                            values));
        }
    }

    /** By day, or, of a long time, by so many days that a plot has room for them. */
    private Map<LocalDate, List<Sums>> spans() {
        Map<LocalDate, List<Sums>> spans = new TreeMap<>();
        if (census.days.isEmpty()) {
            return spans;
        }
        LocalDate first = census.days.keySet().iterator().next();
        LocalDate last = ((TreeMap<LocalDate, Sums>) census.days).lastKey();
        long length = 1 + ChronoUnit.DAYS.between(first, last) / MOST_POINTS;
        census.days.forEach((day, sums) -> spans.computeIfAbsent(
                        first.plusDays(ChronoUnit.DAYS.between(first, day) / length * length),
                        span -> new ArrayList<>())
                .add(sums));
        return spans;
    }

    private static double sum(List<Sums> of, ToDoubleFunction<Sums> what) {
        return of.stream().mapToDouble(what).sum();
    }

    private Series over(Map<LocalDate, List<Sums>> spans, String name, ToDoubleFunction<Sums> what) {
        return new Series(
                name,
                spans.values().stream()
                        .mapToDouble(span -> sum(span, what) / sum(span, sums -> sums.branches))
                        .toArray());
    }

    private void quality() {
        Map<LocalDate, List<Sums>> spans = spans();
        List<String> labels = spans.keySet().stream().map(LocalDate::toString).toList();
        section(
                "Quality over time: what passes",
                "Share of branches whose first draft passed the gate, and of those that are the author's own line.",
                Chart.lines(
                        "Shares by day",
                        "day (UTC)",
                        labels,
                        List.of(
                                over(spans, "first draft passed", sums -> sums.firstDrafts),
                                over(spans, "author's fallback", sums -> sums.fallbacks))));
        section(
                "Quality over time: what the gate measures",
                "Means of repetition, overlap with the page before and made-up words; the lower the better.",
                Chart.lines(
                        "Gate scores by day",
                        "day (UTC)",
                        labels,
                        List.of(
                                over(spans, "repetition", sums -> sums.repetition),
                                over(spans, "overlap with the page before", sums -> sums.parentOverlap),
                                over(spans, "made-up words", sums -> sums.madeUp))));
    }

    private void cost() {
        Map<LocalDate, List<Sums>> spans = spans();
        section(
                "Cost",
                String.format(
                        Locale.ROOT,
                        "US dollars for dreaming, at $%.6f a second of writing. Reading what is written costs next to nothing.",
                        dollarsPerSecond),
                Chart.bars(
                        "Dollars by day",
                        "day (UTC)",
                        spans.keySet().stream().map(LocalDate::toString).toList(),
                        List.of(new Series(
                                "dollars",
                                spans.values().stream()
                                        .mapToDouble(span -> sum(span, this::dollars))
                                        .toArray()))));
    }
}
