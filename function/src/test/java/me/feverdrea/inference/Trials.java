package me.feverdrea.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Rounds in which every contender takes its turn at each workload, in an order that is drawn anew each time. A trial in
 * which other programs took more than a twelfth of the machine is tried again, and then does not count.
 */
final class Trials {
    private static final double MOST_FOREIGN = 0.08;
    private static final int TRIES = 3;
    /** The clock of the machine's time ticks every 10 ms: shorter trials would tell nothing of other programs. */
    private static final double LEAST_MILLIS = 120;

    private static final Duration SLOW = Duration.ofSeconds(8);
    private static final int SLOW_ROUNDS = 3;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private final List<Contender> contenders;
    private final Map<Contender, Map<Workload, List<Double>>> times = new LinkedHashMap<>();
    private final Map<Contender, Duration> roundOf = new LinkedHashMap<>();
    private final Random random = new Random(1);
    private int rounds;
    private int dropped;

    private record Turn(Contender contender, Workload workload) {}

    Trials(List<Contender> contenders) {
        this.contenders = contenders;
        for (Contender contender : contenders) {
            Map<Workload, List<Double>> own = new EnumMap<>(Workload.class);
            for (Workload workload : Workload.values()) {
                own.put(workload, new ArrayList<>());
            }
            times.put(contender, own);
        }
    }

    /** Ends before the time is over, but not before each had its turn. */
    void run(int mostRounds, Duration most) throws InterruptedException {
        long start = System.nanoTime();
        for (Contender contender : contenders) {
            roundOf.put(contender, warmedUp(contender));
        }
        Duration longest = Duration.ZERO;
        while (rounds < mostRounds && (rounds == 0 || since(start).plus(longest).compareTo(most) < 0)) {
            long begin = System.nanoTime();
            for (Turn turn : turns()) {
                trial(turn);
            }
            rounds++;
            Duration took = since(begin);
            longest = took.compareTo(longest) > 0 ? took : longest;
            System.out.printf(
                    "round %d of %d: %d s, %d s in all, %d trials dropped%n",
                    rounds, mostRounds, took.toSeconds(), since(start).toSeconds(), dropped);
        }
    }

    /** The first runs compile, allocate and map. */
    private Duration warmedUp(Contender contender) {
        long start = System.nanoTime();
        for (Workload workload : Workload.values()) {
            contender.millis(workload);
        }
        Duration round = since(start);
        System.out.printf(
                Locale.ROOT,
                "%s: a round takes %.1f s%s%n",
                contender.name(),
                round.toMillis() / 1e3,
                isSlow(round) ? ", so it takes part in every " + SLOW_ROUNDS + "rd" : "");
        return round;
    }

    private static boolean isSlow(Duration round) {
        return round.compareTo(SLOW) > 0;
    }

    private List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        for (Contender contender : contenders) {
            if (rounds % SLOW_ROUNDS == 0 || !isSlow(roundOf.get(contender))) {
                for (Workload workload : Workload.values()) {
                    turns.add(new Turn(contender, workload));
                }
            }
        }
        Collections.shuffle(turns, random);
        return turns;
    }

    private void trial(Turn turn) throws InterruptedException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (attempt > 0) {
                waitUntilIdle();
            }
            // threads of the one before that spin for a while are given time to end that
            Thread.sleep(20);
            Machine.Ticks before = Machine.ticks();
            long start = System.nanoTime();
            List<Double> values = new ArrayList<>();
            do {
                double value = turn.contender().millis(turn.workload());
                if (Double.isNaN(value)) {
                    return;
                }
                values.add(value);
            } while (since(start).toNanos() < LEAST_MILLIS * 1e6);
            if (Machine.Ticks.foreignShare(before, Machine.ticks()) <= MOST_FOREIGN) {
                times.get(turn.contender()).get(turn.workload()).add(median(values));
                return;
            }
            dropped++;
        }
    }

    private static void waitUntilIdle() throws InterruptedException {
        long start = System.nanoTime();
        double foreign = 1;
        while (foreign > MOST_FOREIGN && since(start).compareTo(LONGEST_WAIT) < 0) {
            Machine.Ticks before = Machine.ticks();
            Thread.sleep(250);
            foreign = Machine.Ticks.foreignShare(before, Machine.ticks());
        }
    }

    int rounds() {
        return rounds;
    }

    int dropped() {
        return dropped;
    }

    int counted(Contender contender, Workload workload) {
        return times.get(contender).get(workload).size();
    }

    /** In milliseconds; NaN for what was not done, or never in peace. */
    double median(Contender contender, Workload workload) {
        return median(times.get(contender).get(workload));
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
