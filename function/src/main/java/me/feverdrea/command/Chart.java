package me.feverdrea.command;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Plots as SVG. All words in them are data and are escaped; colours are classes, so that the page decides on them. */
final class Chart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 260;
    private static final int LEFT = 56;
    private static final int BOTTOM = 34;
    private static final int TOP = 12;
    private static final int COLOURS = 6;
    private static final int MOST_TICKS = 12;
    private static final int CELL = 26;
    private static final int SHADES = 6;
    private static final double LEAST_PLAIN = 1e-6;
    private static final MathContext DIGITS = new MathContext(3);

    /** @param values one for each label of the chart; NaN for none */
    record Series(String name, double[] values) {}

    private Chart() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Bars beside each other for every label. */
    static String bars(String about, String across, List<String> labels, List<Series> series) {
        double most = most(series);
        StringBuilder svg = frame(about, most, across, labels);
        double slot = (double) (WIDTH - LEFT) / Math.max(1, labels.size());
        double bar = Math.min(40, slot * 0.8 / series.size());
        for (int s = 0; s < series.size(); s++) {
            for (int i = 0; i < labels.size(); i++) {
                double value = series.get(s).values()[i];
                double height = plotHeight() * value / most;
                if (value > 0) {
                    svg.append(String.format(
                            Locale.ROOT,
                            "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s, %s: %s</title></rect>",
                            s % COLOURS,
                            LEFT + slot * (i + 0.5) + bar * (s - series.size() / 2.0),
                            TOP + plotHeight() - height,
                            Math.max(1, bar - 1),
                            height,
                            escaped(series.get(s).name()),
                            escaped(labels.get(i)),
                            number(value)));
                }
            }
        }
        return svg.append("</svg>").append(legend(series)).toString();
    }

    /** A line for every series, with a dot at each value. */
    static String lines(String about, String across, List<String> labels, List<Series> series) {
        double most = most(series);
        StringBuilder svg = frame(about, most, across, labels);
        double slot = (double) (WIDTH - LEFT) / Math.max(1, labels.size());
        for (int s = 0; s < series.size(); s++) {
            StringBuilder points = new StringBuilder();
            StringBuilder dots = new StringBuilder();
            for (int i = 0; i < labels.size(); i++) {
                double value = series.get(s).values()[i];
                if (!Double.isNaN(value)) {
                    double x = LEFT + slot * (i + 0.5);
                    double y = TOP + plotHeight() * (1 - value / most);
                    points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                    dots.append(String.format(
                            Locale.ROOT,
                            "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s, %s: %s</title></circle>",
                            s % COLOURS,
                            x,
                            y,
                            escaped(series.get(s).name()),
                            escaped(labels.get(i)),
                            number(value)));
                }
            }
            svg.append(String.format(
                            "<polyline class=\"l%d\" points=\"%s\"/>",
                            s % COLOURS, points.toString().strip()))
                    .append(dots);
        }
        return svg.append("</svg>").append(legend(series)).toString();
    }

    /** A field of cells, the darker the more; a row for each label. */
    static String heat(String about, String down, List<String> rows, List<String> columns, double[][] values) {
        double most = 0;
        for (double[] row : values) {
            for (double value : row) {
                most = Math.max(most, value);
            }
        }
        int width = LEFT + columns.size() * CELL + 8;
        int height = (rows.size() + 2) * CELL;
        StringBuilder svg = new StringBuilder(String.format(
                "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\" style=\"max-width:%dpx\">",
                escaped(about), width, height, Math.min(WIDTH, width)));
        svg.append(String.format("<text class=\"t\" x=\"4\" y=\"%d\">%s</text>", CELL - 9, escaped(down)));
        for (int c = 0; c < columns.size(); c++) {
            svg.append(String.format(
                    "<text class=\"t m\" x=\"%d\" y=\"%d\">%s</text>",
                    LEFT + c * CELL + CELL / 2, CELL - 9, escaped(columns.get(c))));
        }
        for (int r = 0; r < rows.size(); r++) {
            int y = (r + 1) * CELL;
            svg.append(String.format(
                    "<text class=\"t e\" x=\"%d\" y=\"%d\">%s</text>", LEFT - 8, y + CELL - 9, escaped(rows.get(r))));
            for (int c = 0; c < columns.size(); c++) {
                // By the root: else one well-read page leaves all others blank.
                int shade = values[r][c] <= 0 ? 0 : 1 + (int) ((SHADES - 1) * Math.sqrt(values[r][c] / most));
                svg.append(String.format(
                        "<rect class=\"h%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>%s %s, %s: %s</title></rect>",
                        Math.min(shade, SHADES),
                        LEFT + c * CELL,
                        y,
                        CELL - 2,
                        CELL - 2,
                        escaped(down),
                        escaped(rows.get(r)),
                        escaped(columns.get(c)),
                        number(values[r][c])));
            }
        }
        return svg.append("</svg>").toString();
    }

    private static int plotHeight() {
        return HEIGHT - TOP - BOTTOM;
    }

    private static double most(List<Series> series) {
        double most = 0;
        for (Series each : series) {
            for (double value : each.values()) {
                most = Math.max(most, Double.isNaN(value) ? 0 : value);
            }
        }
        if (most <= 0) {
            return 1;
        }
        double step = Math.pow(10, Math.floor(Math.log10(most)));
        return Math.ceil(most / step * 2) / 2 * step;
    }

    private static StringBuilder frame(String about, double most, String across, List<String> labels) {
        StringBuilder svg = new StringBuilder(String.format(
                "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\">", escaped(about), WIDTH, HEIGHT));
        for (int line = 0; line <= 4; line++) {
            double y = TOP + plotHeight() * (1 - line / 4.0);
            svg.append(String.format(
                            Locale.ROOT,
                            "<line class=\"g\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                            LEFT,
                            y,
                            WIDTH,
                            y))
                    .append(String.format(
                            Locale.ROOT,
                            "<text class=\"t e\" x=\"%d\" y=\"%.1f\">%s</text>",
                            LEFT - 6,
                            y + 4,
                            number(most * line / 4)));
        }
        double slot = (double) (WIDTH - LEFT) / Math.max(1, labels.size());
        int every = 1 + (labels.size() - 1) / MOST_TICKS;
        for (int i = 0; i < labels.size(); i += every) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"t m\" x=\"%.1f\" y=\"%d\">%s</text>",
                    LEFT + slot * (i + 0.5),
                    HEIGHT - BOTTOM + 15,
                    escaped(labels.get(i))));
        }
        return svg.append(String.format(
                "<text class=\"t m\" x=\"%d\" y=\"%d\">%s</text>",
                LEFT + (WIDTH - LEFT) / 2, HEIGHT - 4, escaped(across)));
    }

    private static String legend(List<Series> series) {
        StringBuilder legend = new StringBuilder("<p class=\"legend\">");
        for (int s = 0; s < series.size(); s++) {
            legend.append(String.format(
                    "<span><i class=\"b%d\"></i>%s</span> ",
                    s % COLOURS, escaped(series.get(s).name())));
        }
        return legend.append("</p>").toString();
    }

    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        if (Math.abs(value) >= 1) {
            return String.format(Locale.ROOT, "%,.1f", value);
        }
        // Three digits that count: fixed places would make all ticks of a small axis alike.
        return Math.abs(value) < LEAST_PLAIN
                ? String.format(Locale.ROOT, "%.1e", value)
                : BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
