package me.feverdrea.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import me.feverdrea.harness.Checker.Violation;

/** Everything at once: wrong clocks, frozen and killed processes, a store with moods, and readers who notice everything. */
final class HistoryLeg implements Leg {
    private static final List<String> STEPS = List.of("go-down", "go-left", "go-right", "go-down.1", "go-down.2~b");
    private static final List<Fault> MOODS = List.of(
            Fault.THROTTLE, Fault.ERROR, Fault.SLOW, Fault.RESET, Fault.HALF_CLOSE, Fault.TRUNCATE, Fault.DROP_REPLY);
    private static final int SKEW_SECONDS = 10;

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int games = form.of(3, 8);
        int operations = form.of(2_000, 100_000);
        Cluster.Plan plan =
                Cluster.Plan.of(Cluster.Store.DYNAMODB, games).skewed(game -> (game % 3 - 1) * SKEW_SECONDS);
        try (Scene scene = new Scene("history", plan, edge)) {
            Run run = new Run(scene, form.of(50, 500), operations);
            scene.cluster().games().forEach(game -> game.proxy().follow(call -> mood()));
            List<Callable<Void>> all = new ArrayList<>();
            for (int client = 0; client < form.of(8, 24); client++) {
                int number = client;
                all.add(() -> run.play(number));
            }
            all.add(() -> run.disturb(form.of(1_000, 4_000)));
            Crowd.each(all);
            run.violations.addAll(scene.violations());
            return List.of(new Figure(
                    "history",
                    operations + " operations, " + run.paths.size() + " paths, " + games + " processes, skew +-"
                            + SKEW_SECONDS + " s, " + run.frozen + " freezes, " + run.killed + " kills",
                    run.violations.size() + " violations; " + summary(scene),
                    "0 violations",
                    run.violations.isEmpty()));
        }
    }

    private static Fault mood() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return random.nextInt(250) == 0 ? MOODS.get(random.nextInt(MOODS.size())) : Fault.NONE;
    }

    private static String summary(Scene scene) {
        return "200: " + scene.count(status -> status == 200) + ", 202: " + scene.count(status -> status == 202)
                + ", 304: " + scene.count(status -> status == 304) + ", 4xx: "
                + scene.count(status -> status / 100 == 4) + ", 503: " + scene.count(status -> status == 503)
                + ", killed: " + scene.count(status -> status == 0);
    }

    private static final class Run {
        private final Scene scene;
        private final List<String> paths = new ArrayList<>();
        private final List<Violation> violations = new ArrayList<>();
        private final AtomicInteger left;
        private final AtomicBoolean over = new AtomicBoolean();
        private int frozen;
        private int killed;

        Run(Scene scene, int count, int operations) {
            this.scene = scene;
            this.left = new AtomicInteger(operations);
            while (paths.size() < count) {
                String dream = scene.freshPath().replace("/go-down", "/");
                STEPS.forEach(step -> paths.add(dream + step));
            }
        }

        /** Mostly reads what the site would read; also what robots, prefetching browsers and vandals send. */
        Void play(int client) {
            String name = "client " + client;
            while (left.getAndDecrement() > 0) {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                int game = random.nextInt(scene.cluster().games().size());
                String path = paths.get(random.nextInt(paths.size()));
                switch (random.nextInt(20)) {
                    case 0 -> scene.players().send(name, game, "HEAD", path, Map.of());
                    case 1 -> scene.players().send(name, game, "GET", path, Map.of("Sec-Purpose", "prefetch"));
                    case 2 -> scene.players().ask(name, game, path + ".9");
                    case 3 -> {
                        Operation first = scene.players().ask(name, game, path);
                        first.header("etag").ifPresent(tag -> {
                            left.getAndDecrement();
                            scene.players().send(name, game, "GET", path, Map.of("If-None-Match", tag));
                        });
                    }
                    default -> {
                        if (scene.players().ask(name, game, path).status() == 0) {
                            // Dead for now; asking the air is no operation.
                            left.incrementAndGet();
                            Players.pause(random.nextLong(200));
                        }
                    }
                }
            }
            over.set(true);
            return null;
        }

        Void disturb(long pauseMillis) throws Exception {
            Map<String, Row> seen = Map.of();
            while (!over.get()) {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                Players.pause(random.nextLong(pauseMillis));
                Game game = scene.cluster()
                        .game(random.nextInt(scene.cluster().games().size()));
                if (random.nextInt(3) == 0) {
                    game.kill();
                    game.restart();
                    killed++;
                } else {
                    game.freeze();
                    Players.pause(random.nextLong(3_500));
                    game.thaw();
                    frozen++;
                }
                Map<String, Row> now = scene.cluster().table().rows();
                violations.addAll(Checker.changes(seen, now));
                seen = now;
            }
            scene.tell(violations);
            return null;
        }
    }
}
