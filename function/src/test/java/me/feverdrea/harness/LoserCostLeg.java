package me.feverdrea.harness;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a crowd costs whose function is billed for every millisecond of every request. Paid now is the time of all requests,
 * the winner's and every poll of the others; had the others waited, each would have been paid for from its first request
 * until the first of all had the page.
 */
final class LoserCostLeg implements Leg {
    private static final int GAMES = 4;
    private static final int CLIENTS = 64;

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int rounds = form.of(2, 10);
        Cluster.Plan plan = Cluster.Plan.of(Cluster.Store.SQLITE, GAMES)
                .with("feverdream.stories", "function/stories")
                .with("feverdream.generation.attempts", "5");
        // On a busy machine even a poll takes long.
        int times = form.of(1, 3);
        double paid = 0;
        double waiting = 0;
        try (Scene scene = new Scene("loser's cost", plan, "spider/%d/count-arms", edge)) {
            for (int round = 0; round < rounds; round++) {
                crowd(scene, "spider/1");
                List<Operation> asked = crowd(scene, scene.freshPath());
                long written = asked.stream()
                        .filter(Operation::isDreamed)
                        .mapToLong(Operation::end)
                        .min()
                        .orElseThrow();
                Map<String, Long> first = new HashMap<>();
                asked.forEach(operation -> first.merge(operation.client(), operation.start(), Math::min));
                paid += asked.stream().mapToDouble(Operation::millis).sum() / 1e3;
                waiting += first.values().stream()
                        .mapToDouble(start -> (written - start) / 1e9)
                        .sum();
            }
            int violations = scene.violations().size();
            return List.of(new Figure(
                    "loser's cost",
                    CLIENTS + " clients x " + rounds + " rounds: seconds of function paid",
                    String.format(
                            Locale.ROOT,
                            "%.1f s with 202 at once, %.1f s had they waited: %.1f times fewer, violations %d",
                            paid,
                            waiting,
                            waiting / paid,
                            violations),
                    ">= " + times + " times",
                    waiting / paid >= times && violations == 0));
        }
    }

    /** Whoever comes for the second time has a connection. */
    private static List<Operation> crowd(Scene scene, String path) throws Exception {
        Crowd.together(CLIENTS, client -> () -> scene.players().read("client " + client, client % GAMES, path));
        return scene.players().history().stream()
                .filter(operation -> operation.path().equals(path))
                .toList();
    }
}
