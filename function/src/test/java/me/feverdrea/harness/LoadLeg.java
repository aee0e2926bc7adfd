package me.feverdrea.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** One process under a steady load: mostly what is stored, now and then something new. */
final class LoadLeg implements Leg {
    private static final int CLIENTS = 6;
    private static final long PAUSE_MILLIS = 50;
    private static final int WARM = 200;

    /**
     * The compilers of an ordinary start, and a heap that Lambda's memory leaves room for, all of it touched at once: a heap
     * that the collector lets grow at leisure would hide what a leak adds.
     */
    private static final List<String> OPTIONS =
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        Duration length = Duration.ofSeconds(form.of(8, 600));
        Duration settling = Duration.ofSeconds(form.of(2, 120));
        try (Scene scene =
                new Scene("load", Cluster.Plan.of(Cluster.Store.SQLITE, 1).optioned(OPTIONS), edge)) {
            List<String> stored = new ArrayList<>();
            for (int i = 0; i < form.of(20, WARM); i++) {
                String path = scene.freshPath();
                scene.players().read("before", 0, path);
                stored.add(path);
            }
            AtomicBoolean over = new AtomicBoolean();
            List<Callable<List<Long>>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String name = "client " + client;
                all.add(() -> play(scene, name, stored, over));
            }
            all.add(() -> watch(scene.cluster().game(0), length, settling, over));
            List<Long> memory = Crowd.each(all).get(CLIENTS);
            double first = memory.get(0);
            double drift = memory.stream()
                            .mapToDouble(kib -> Math.abs(kib - first) / first)
                            .max()
                            .orElseThrow()
                    * 100;
            int violations = scene.violations().size();
            long errors = scene.count(status -> status >= 400 || status <= 0);
            String number = String.format(
                    Locale.ROOT,
                    "%d requests, %d errors, violations %d, RSS %.0f MiB +-%.1f %%",
                    scene.players().history().size(),
                    errors,
                    violations,
                    first / 1024,
                    drift);
            return List.of(new Figure(
                    "load",
                    length.toSeconds() + " s, 95 % stored : 5 % new, memory from second " + settling.toSeconds(),
                    number,
                    form == Form.SHORT ? "errors 0" : "errors 0, RSS +-5 %",
                    errors == 0 && violations == 0 && (form == Form.SHORT || drift <= 5)));
        }
    }

    private static List<Long> play(Scene scene, String name, List<String> stored, AtomicBoolean over) {
        while (!over.get()) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            boolean isNew = random.nextInt(20) == 0;
            String path = isNew ? scene.freshPath() : stored.get(random.nextInt(stored.size()));
            scene.players().read(name, 0, path);
            Players.pause(random.nextLong(2 * PAUSE_MILLIS));
        }
        return List.of();
    }

    private static List<Long> watch(Game game, Duration length, Duration settling, AtomicBoolean over)
            throws Exception {
        List<Long> kib = new ArrayList<>();
        Players.pause(settling.toMillis());
        long end = System.nanoTime() + length.minus(settling).toNanos();
        try {
            while (System.nanoTime() < end) {
                kib.add(game.residentKib());
                Players.pause(2_000);
            }
            return kib;
        } finally {
            over.set(true);
        }
    }
}
