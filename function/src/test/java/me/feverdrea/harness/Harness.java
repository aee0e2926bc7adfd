package me.feverdrea.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import me.feverdrea.harness.Cluster.Store;

/**
 * Does to the packaged game what a bad day would, and says what held.
 *
 * <p>{@code ./mvnw -q -Pharness} runs all legs at length; {@code -Dlegs=crash-sqlite,fuzz} only those, {@code -Dform=short}
 * shortly. It prints a table, and one JSON object as its last line, and ends with 1 if anything did not hold.
 */
final class Harness {
    /** Side by side: two of them have about as many cores as there are. */
    private static final int LANES = 2;

    /** In the order in which they start, the longest first. */
    private static final Map<String, Supplier<Leg>> LEGS = new LinkedHashMap<>();

    static {
        LEGS.put("load", LoadLeg::new);
        LEGS.put("history", HistoryLeg::new);
        LEGS.put("fuzz", FuzzLeg::new);
        LEGS.put("parsers", ParsersLeg::new);
        LEGS.put("single-flight", () -> new SingleFlightLeg(Store.DYNAMODB, true));
        LEGS.put("single-flight-sqlite", () -> new SingleFlightLeg(Store.SQLITE, true));
        LEGS.put("lease-off", () -> new SingleFlightLeg(Store.DYNAMODB, false));
        LEGS.put("crash", () -> new CrashLeg(Store.DYNAMODB));
        LEGS.put("crash-sqlite", () -> new CrashLeg(Store.SQLITE));
        LEGS.put("zombie", () -> new ZombieLeg(Store.DYNAMODB));
        LEGS.put("zombie-sqlite", () -> new ZombieLeg(Store.SQLITE));
        LEGS.put("lost-reply", LostReplyLeg::new);
        LEGS.put("faults", FaultsLeg::new);
        LEGS.put("faults-s3", S3FaultsLeg::new);
        LEGS.put("budget-day", () -> new BudgetLeg("day"));
        LEGS.put("budget-client", () -> new BudgetLeg("client"));
        LEGS.put("loser-cost", LoserCostLeg::new);
        LEGS.put("floods", FloodsLeg::new);
    }

    private final Form form;
    private final EdgeReplay edge = new EdgeReplay();

    Harness(Form form) {
        this.form = form;
    }

    static List<String> names() {
        return List.copyOf(LEGS.keySet());
    }

    /** @param arguments {@code short} or {@code long}; then a dash and names of legs, separated by commas; none is all */
    public static void main(String[] arguments) throws Exception {
        Form form = Form.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        List<String> legs = Arrays.stream(arguments)
                .skip(1)
                .flatMap(names -> Arrays.stream(names.substring(1).split(",")))
                .filter(name -> !name.isBlank())
                .toList();
        long began = System.nanoTime();
        List<Figure> figures = new Harness(form).run(legs.isEmpty() ? names() : legs);
        print(figures);
        boolean ok = figures.stream().allMatch(Figure::ok);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("harness", form);
        json.put("cores", Runtime.getRuntime().availableProcessors());
        json.put("seconds", (System.nanoTime() - began) / 1_000_000_000);
        json.put("ok", ok);
        json.put("figures", figures);
        System.out.println(new ObjectMapper().writeValueAsString(json));
        System.exit(ok ? 0 : 1);
    }

    /** All of them, two at a time, and what the edge would have kept of their answers. */
    List<Figure> run(List<String> names) throws Exception {
        names.stream().filter(name -> !LEGS.containsKey(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("there is no leg '" + name + "'; choose from " + names());
        });
        ConcurrentLinkedQueue<String> waiting = new ConcurrentLinkedQueue<>(names);
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        names.forEach(name -> figures.put(name, List.of()));
        List<Callable<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(() -> {
                for (String name = waiting.poll(); name != null; name = waiting.poll()) {
                    List<Figure> measured = run(name);
                    synchronized (figures) {
                        figures.put(name, measured);
                    }
                }
                return null;
            });
        }
        Crowd.each(lanes);
        List<Figure> all = new ArrayList<>();
        figures.values().forEach(all::addAll);
        all.add(edge.figure());
        return all;
    }

    private List<Figure> run(String name) {
        long began = System.nanoTime();
        List<Figure> measured;
        try {
            measured = LEGS.get(name).get().run(form, edge);
        } catch (Exception e) {
            e.printStackTrace();
            measured = List.of(new Figure(name, "", "ended with " + e, "an end of its own", false));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        measured.forEach(figure -> System.err.printf(
                Locale.ROOT, "%-22s %4.0f s  %-3s %s%n", name, seconds, figure.ok() ? "ok" : "NO", figure.number()));
        return measured;
    }

    static void print(List<Figure> figures) {
        System.out.println("| claim | method | number | required | ok |\n|---|---|---|---|---|");
        figures.forEach(figure -> System.out.printf(
                "| %s | %s | %s | %s | %s |%n",
                figure.claim(), figure.method(), figure.number(), figure.required(), figure.ok() ? "yes" : "NO"));
    }
}
