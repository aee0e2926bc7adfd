package me.feverdrea.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A writer falls asleep with the lease in its hand, another writes in its place, and it wakes up. */
final class ZombieLeg implements Leg {
    private final Cluster.Store store;

    ZombieLeg(Cluster.Store store) {
        this.store = store;
    }

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int lanes = form.of(1, 3);
        int rounds = form.of(2, 51);
        try (Scene scene = new Scene("zombie writer", Cluster.Plan.of(store, 2 * lanes), edge)) {
            AtomicInteger woken = new AtomicInteger();
            AtomicInteger changed = new AtomicInteger();
            List<Callable<Void>> all = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int sleeper = 2 * lane;
                all.add(() -> {
                    while (woken.get() < rounds) {
                        round(scene, sleeper, woken, changed);
                    }
                    return null;
                });
            }
            Crowd.each(all);
            int violations = scene.violations().size();
            return List.of(new Figure(
                    "zombie writer",
                    "SIGSTOP past the lease, another commits, SIGCONT, " + store,
                    woken + " woken after another's commit, changed " + changed + ", violations " + violations,
                    ">= " + rounds + ", changed 0, violations 0",
                    changed.get() == 0 && violations == 0));
        }
    }

    private static void round(Scene scene, int sleeper, AtomicInteger woken, AtomicInteger changed) throws Exception {
        Table table = scene.cluster().table();
        Game game = scene.cluster().game(sleeper);
        String path = scene.freshPath();
        FutureTask<Operation> asleep = new FutureTask<>(() -> scene.players().read("sleeper's reader", sleeper, path));
        Thread reader = new Thread(asleep, "sleeper's reader");
        reader.start();
        CrashLeg.await(() -> table.lease(path).isPresent());
        game.freeze();
        boolean isZombie = table.row(path).isEmpty();
        try {
            Operation written = scene.players().read("heir", sleeper + 1, path);
            isZombie &= written.status() == 200;
        } finally {
            game.thaw();
        }
        Optional<String> before = table.row(path).map(Row::fingerprint);
        asleep.get();
        if (!before.equals(table.row(path).map(Row::fingerprint))) {
            changed.incrementAndGet();
        }
        if (isZombie) {
            woken.incrementAndGet();
        }
    }
}
