package me.feverdrea.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import me.feverdrea.harness.Checker.Violation;

/** Processes are killed while they write, and the others go on. */
final class CrashLeg implements Leg {
    private static final int GAMES = 3;
    private static final int LEASE_SECONDS = 2;
    private static final int READERS = 3;

    private final Cluster.Store store;

    CrashLeg(Cluster.Store store) {
        this.store = store;
    }

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int points = form.of(4, 60);
        try (Scene scene = new Scene("crash", Cluster.Plan.of(store, GAMES), edge)) {
            Run run = new Run(scene);
            AtomicBoolean over = new AtomicBoolean();
            List<Callable<Void>> all = new ArrayList<>();
            all.add(() -> {
                try {
                    for (int point = 0; point < points; point++) {
                        run.kill(point);
                    }
                } finally {
                    over.set(true);
                }
                return null;
            });
            for (int reader = 0; reader < READERS; reader++) {
                all.add(() -> run.read(over));
            }
            Crowd.each(all);
            run.violations.addAll(scene.violations());
            if (scene.cluster().table() instanceof SqliteTable file
                    && !file.integrity().equals("ok")) {
                run.violations.add(new Violation(Checker.Law.NEVER_TORN, "the file: " + file.integrity()));
            }
            int proven = form.of(1, points / 2);
            // A build's machine is busy with other things.
            int limit = LEASE_SECONDS + form.of(15, 2);
            String number = String.format(
                    Locale.ROOT,
                    "%d kills, %d in mid-generation, violations %d, served again after %.1f s at most",
                    points,
                    run.inMidGeneration,
                    run.violations.size(),
                    run.slowest);
            return List.of(new Figure(
                    "crash",
                    "kill -9 at random moments, " + GAMES + " processes, " + store,
                    number,
                    "violations 0, <= " + limit + " s, >= " + proven + " in mid-generation",
                    run.violations.isEmpty() && run.slowest <= limit && run.inMidGeneration >= proven));
        }
    }

    private static final class Run {
        private final Scene scene;
        private final List<Violation> violations = new ArrayList<>();
        private int inMidGeneration;
        private double slowest;
        private volatile String latest;
        private Map<String, Row> seen = Map.of();

        Run(Scene scene) {
            this.scene = scene;
            this.latest = scene.freshPath();
        }

        void kill(int point) throws Exception {
            int victim = point % GAMES;
            String path = scene.freshPath();
            Table table = scene.cluster().table();
            Crowd.each(List.of(() -> scene.players().ask("last reader", victim, path), () -> {
                if (point % 4 > 0) {
                    await(() -> table.lease(path).isPresent());
                }
                Players.pause(ThreadLocalRandom.current().nextLong(point % 4 > 0 ? 30 : 150));
                scene.cluster().game(victim).kill();
                return null;
            }));
            long killed = System.nanoTime();
            if (table.row(path).isEmpty() && table.lease(path).isPresent()) {
                inMidGeneration++;
            }
            Operation served = insist((victim + 1) % GAMES, path);
            slowest = Math.max(slowest, (served.end() - killed) / 1e9);
            // An heir has been at work before: what a process costs to start is not what a lease costs to run out.
            scene.cluster().game(victim).restart();
            scene.players().read("after the restart", victim, scene.freshPath());
            latest = path;
            Map<String, Row> now = table.rows();
            violations.addAll(Checker.changes(seen, now));
            seen = now;
        }

        /** Not as the site does, which waits longer each time, but to see when it is there. */
        private Operation insist(int game, String path) {
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            Operation last = scene.players().ask("heir", game, path);
            while (last.status() != 200 && System.nanoTime() < end) {
                Players.pause(50);
                last = scene.players().ask("heir", game, path);
            }
            return last;
        }

        /** Goes on reading what is there, at every process, dead or alive. */
        Void read(AtomicBoolean over) {
            while (!over.get()) {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                scene.players().ask("reader", random.nextInt(GAMES), latest);
                Players.pause(random.nextLong(60));
            }
            return null;
        }
    }

    static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Players.pause(2);
        }
    }
}
