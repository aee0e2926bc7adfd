package me.feverdrea.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Every call that the game makes of DynamoDB fails in every way, once and for as long as it is asked. */
final class FaultsLeg implements Leg {
    private static final double LIMIT_SECONDS = 5;

    private record Trial(String kind, Fault fault, boolean lasting) {}

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int games = form.of(2, 4);
        Cluster.Plan plan = Cluster.Plan.of(Cluster.Store.DYNAMODB, games)
                .with("feverdream.budget.day", "1000000")
                .with("feverdream.budget.client", "1000000");
        try (Scene scene = new Scene("faults", plan, edge)) {
            List<Trial> trials = trials(form, kinds(scene));
            ConcurrentLinkedQueue<Trial> waiting = new ConcurrentLinkedQueue<>(trials);
            Run run = new Run(scene);
            List<Callable<Void>> all = new ArrayList<>();
            for (int game = 0; game < games; game++) {
                int number = game;
                all.add(() -> {
                    for (Trial trial = waiting.poll(); trial != null; trial = waiting.poll()) {
                        run.suffer(number, trial);
                    }
                    return null;
                });
            }
            Crowd.each(all);
            int violations = scene.violations().size();
            String number = String.format(
                    Locale.ROOT,
                    "%d of %d answered or politely refused, slowest %.1f s, %d of %d well again, violations %d",
                    run.polite.get(),
                    run.asked.get(),
                    run.slowest,
                    run.recovered.get(),
                    trials.size(),
                    violations);
            return List.of(new Figure(
                    "faults",
                    "each fault at each call of DynamoDB, once and lasting",
                    number,
                    "100 %, <= " + LIMIT_SECONDS + " s",
                    run.polite.get() == run.asked.get()
                            && run.slowest <= LIMIT_SECONDS
                            && run.recovered.get() == trials.size()
                            && violations == 0));
        }
    }

    /** Whatever a generation, a read, a walk two steps down and a map ask of DynamoDB. */
    private static Set<String> kinds(Scene scene) {
        Set<String> kinds = ConcurrentHashMap.newKeySet();
        FaultProxy proxy = scene.cluster().game(0).proxy();
        proxy.follow(call -> {
            kinds.add(call.kind());
            return Fault.NONE;
        });
        String path = scene.freshPath();
        scene.players().read("scout", 0, path);
        scene.players().read("scout", 0, path + ".1");
        scene.players().read("scout", 0, path);
        scene.players().send("scout", 0, "GET", map(path), Map.of());
        proxy.follow(call -> Fault.NONE);
        return new TreeSet<>(kinds);
    }

    private static String map(String path) {
        return "/api/map/" + path;
    }

    private static List<Trial> trials(Form form, Set<String> kinds) {
        List<Trial> trials = new ArrayList<>();
        for (String kind : kinds) {
            for (Fault fault : Fault.values()) {
                boolean isShort = fault == Fault.THROTTLE || fault == Fault.BLACK_HOLE;
                if (fault != Fault.NONE && (form == Form.LONG || isShort)) {
                    trials.add(new Trial(kind, fault, true));
                }
                if (fault != Fault.NONE && form == Form.LONG) {
                    trials.add(new Trial(kind, fault, false));
                }
            }
        }
        return trials;
    }

    private static final class Run {
        private final Scene scene;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger polite = new AtomicInteger();
        private final AtomicInteger recovered = new AtomicInteger();
        private double slowest;

        Run(Scene scene) {
            this.scene = scene;
        }

        void suffer(int game, Trial trial) {
            String stored = scene.freshPath();
            scene.players().read("before", game, stored);
            FaultProxy proxy = scene.cluster().game(game).proxy();
            AtomicInteger met = new AtomicInteger();
            proxy.follow(call -> call.kind().equals(trial.kind()) && (met.getAndIncrement() == 0 || trial.lasting())
                    ? trial.fault()
                    : Fault.NONE);
            String child = stored + ".1";
            judge(trial, scene.players().ask("sufferer", game, child));
            judge(trial, scene.players().ask("sufferer", game, stored));
            if (trial.kind().startsWith("Query ")) {
                met.set(0);
                judge(trial, scene.players().send("sufferer", game, "GET", map(stored), Map.of()));
            }
            proxy.follow(call -> Fault.NONE);
            // A lease that could not be given back runs out by itself.
            Operation after = scene.players().read("after", game, child);
            for (int again = 0; after.status() == 503 && again < 5; again++) {
                Players.pause(1_000);
                after = scene.players().read("after", game, child);
            }
            if (after.status() == 200) {
                recovered.incrementAndGet();
            } else {
                System.err.println("faults: " + trial + ": not well again: " + after);
            }
        }

        private void judge(Trial trial, Operation operation) {
            asked.incrementAndGet();
            double seconds = operation.millis() / 1e3;
            synchronized (this) {
                slowest = Math.max(slowest, seconds);
            }
            boolean isAnswer = operation.status() == 200 || operation.status() == 202;
            boolean isPolite =
                    operation.status() == 503 && operation.header("retry-after").isPresent();
            if (isAnswer || isPolite) {
                polite.incrementAndGet();
            }
            if (!isAnswer && !isPolite || seconds > LIMIT_SECONDS) {
                System.err.printf(Locale.ROOT, "faults: %s: %s after %.1f s%n", trial, operation, seconds);
            }
        }
    }
}
