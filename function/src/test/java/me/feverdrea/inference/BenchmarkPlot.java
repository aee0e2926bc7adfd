package me.feverdrea.inference;

import java.util.List;
import java.util.Locale;

/** Medians as bars, a group for each workload; all bars of a group on the scale of its longest. */
final class BenchmarkPlot {
    private static final int BAR = 14;
    private static final int LEFT = 190;
    private static final int LENGTH = 460;
    private static final String[] COLOURS = {"#7a1f1f", "#c25b3f", "#e0a458", "#4f6d7a", "#8fa8b2", "#b7b7a4", "#6b705c"
    };

    private BenchmarkPlot() {}

    static String svg(List<Contender> contenders, Trials trials) {
        StringBuilder bars = new StringBuilder();
        int y = 10;
        for (Workload workload : Workload.values()) {
            double longest = contenders.stream()
                    .mapToDouble(contender -> trials.median(contender, workload))
                    .filter(value -> !Double.isNaN(value))
                    .max()
                    .orElse(1);
            bars.append(
                    "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s, ms</text>".formatted(y + 11, workload.text()));
            y += BAR + 4;
            int colour = 0;
            for (Contender contender : contenders) {
                double value = trials.median(contender, workload);
                String fill = COLOURS[colour++ % COLOURS.length];
                if (!Double.isNaN(value)) {
                    bars.append(String.format(
                            Locale.ROOT,
                            "<text x=\"10\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                                    + " fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                            y + 11,
                            contender.name(),
                            LEFT,
                            y,
                            LENGTH * value / longest,
                            BAR - 2,
                            fill,
                            LEFT + 6 + LENGTH * value / longest,
                            y + 11,
                            value));
                    y += BAR;
                }
            }
            y += 10;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"740\" height=\"" + y
                + "\" font-family=\"sans-serif\" font-size=\"11\">" + bars + "</svg>\n";
    }
}
