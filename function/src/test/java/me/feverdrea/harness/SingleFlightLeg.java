package me.feverdrea.harness;

import java.util.List;
import java.util.Locale;

/** Crowds ask for one branch that is not there yet, over several processes, and poll as the site does. */
final class SingleFlightLeg implements Leg {
    private static final int GAMES = 4;

    private final Cluster.Store store;
    private final boolean leased;

    SingleFlightLeg(Cluster.Store store, boolean leased) {
        this.store = store;
        this.leased = leased;
    }

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        List<Integer> crowds = form == Form.SHORT ? List.of(2, 16, 64) : List.of(2, 16, 64, 200, 1000);
        int rounds = leased ? form.of(2, 20) : form.of(1, 4);
        Cluster.Plan plan = Cluster.Plan.of(store, GAMES)
                .with("feverdream.budget.day", "1000000")
                .with("feverdream.lease", leased ? form.of(10, 2) + "s" : "0s");
        // On a build's machine even a store on the same machine may not answer in time: a polite 503, and another
        // tries.
        int limit = form.of(3, 1);
        try (Scene scene = new Scene("single flight", plan, edge)) {
            long most = 0;
            long least = Long.MAX_VALUE;
            for (int crowd : crowds) {
                for (int round = 0; round < rounds; round++) {
                    long generations = generations(scene, crowd);
                    most = Math.max(most, generations);
                    least = Math.min(least, generations);
                }
            }
            long broken = scene.violations().size();
            long failed = scene.count(status -> status >= 500 || status <= 0);
            String number = String.format(
                    Locale.ROOT,
                    "generations %d to %d, violations of one text %d, 5xx %d",
                    least,
                    most,
                    broken,
                    failed);
            String method = crowds + " clients x " + rounds + " rounds, " + GAMES + " processes, " + store;
            return List.of(
                    leased
                            ? new Figure(
                                    "one generation, one text",
                                    method,
                                    number,
                                    form == Form.SHORT
                                            ? "generations <= " + limit + ", violations 0"
                                            : "generations 1, violations 0, 5xx 0",
                                    most <= limit && least == 1 && broken == 0 && (form == Form.SHORT || failed == 0))
                            : new Figure(
                                    "control: lease off",
                                    method,
                                    number,
                                    "several generations, violations 0",
                                    most > 1 && broken == 0));
        }
    }

    /** As charged, and as tried to be written where a proxy saw it; whichever is more. */
    private static long generations(Scene scene, int crowd) throws Exception {
        String path = scene.freshPath();
        long before = scene.cluster().table().charged();
        Crowd.together(crowd, client -> () -> scene.players().read("client " + client, client % GAMES, path));
        return Math.max(
                scene.cluster().table().charged() - before,
                scene.cluster().commits().tries(path));
    }
}
