package me.feverdrea.harness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Strangers with a loop, who claim to be a thousand people. */
final class BudgetLeg implements Leg {
    private static final int GAMES = 2;
    private static final int CLIENTS = 8;
    private static final String READER = "reader";

    private final String setting;

    /** @param setting {@code day} or {@code client} */
    BudgetLeg(String setting) {
        this.setting = setting;
    }

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int requests = form.of(400, 5_000);
        int budget = form.of(12, 100);
        Cluster.Plan plan = Cluster.Plan.of(Cluster.Store.DYNAMODB, GAMES)
                .with("feverdream.budget." + setting, String.valueOf(budget));
        try (Scene scene = new Scene("budget", plan, edge)) {
            AtomicInteger left = new AtomicInteger(requests);
            Crowd.together(CLIENTS, client -> () -> {
                while (left.getAndDecrement() > 0) {
                    int game = ThreadLocalRandom.current().nextInt(GAMES);
                    scene.players().send("greedy " + client, game, "GET", scene.freshPath(), forged());
                }
                return null;
            });
            Map<String, Row> rows = scene.cluster().table().rows();
            rows.keySet().forEach(path -> scene.players().ask(READER, path.hashCode() & 1, path));
            long unread = scene.players().history().stream()
                    .filter(operation -> operation.client().equals(READER) && operation.status() != 200)
                    .count();
            int violations = scene.violations().size();
            long refused = scene.count(status -> status == 503 || status == 429);
            return List.of(new Figure(
                    "budget a " + setting,
                    requests + " greedy requests with forged addresses, budget " + budget,
                    rows.size() + " generated, " + refused + " refused, stored reads not 200: " + unread
                            + ", violations " + violations,
                    "<= " + budget + ", 0, 0",
                    rows.size() <= budget && rows.size() >= budget / 2 && unread == 0 && violations == 0));
        }
    }

    private static Map<String, String> forged() {
        String address = "10.0." + ThreadLocalRandom.current().nextInt(256) + "."
                + ThreadLocalRandom.current().nextInt(256);
        return Map.of(
                "X-Forwarded-For", address, "Forwarded", "for=" + address, "CloudFront-Viewer-Address", address + ":1");
    }
}
