package me.feverdrea.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Loops that ask for maps, for pages that are not there and for what is no path, and what they cost in calls of DynamoDB. */
final class FloodsLeg implements Leg {
    private static final int CLIENTS = 8;
    private static final List<String> TAKES = List.of("", "~b", "~c", "~d", "~e");

    private record Flood(String name, int status, int calls, List<String> targets) {}

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int requests = form.of(100, 5_000);
        try (Scene scene = new Scene("floods", Cluster.Plan.of(Cluster.Store.DYNAMODB, 1), edge)) {
            String root = scene.freshPath();
            scene.players().read("first", 0, root);
            int explored = explore((DynamoTable) scene.cluster().table(), root, form.of(20, 1_000));
            List<Flood> floods = List.of(
                    new Flood("maps", 200, 5, List.of("/api/map/" + root, "/api/map/" + root + ".1")),
                    new Flood("maps that are not there", 404, 2, List.of("/api/map/burrow/9/go-down.1")),
                    new Flood("pages that are not there", 404, 2, List.of("/api/stories/burrow/9/go-down.1")),
                    new Flood(
                            "no paths",
                            400,
                            0,
                            List.of("/api/stories/burrow/9/go..down", "/api/map/burrow/0/x", "/api/map/Burrow/1")));
            StringBuilder number = new StringBuilder();
            boolean ok = true;
            for (Flood flood : floods) {
                Cost cost = cost(scene, flood, requests);
                number.append(cost).append("; ");
                ok &= cost.wrong == 0
                        && cost.busy <= requests / 2
                        && cost.calls <= (long) flood.calls() * requests
                        && cost.rows <= 500;
            }
            int violations = scene.violations().size();
            return List.of(new Figure(
                    "floods",
                    requests + " requests each, " + explored + " pages below one",
                    number + "violations " + violations,
                    "calls of DynamoDB a request: map <= 5 of 500 rows, 404 <= 2, 400: 0",
                    ok && violations == 0));
        }
    }

    /** @param busy 503 with Retry-After: on a machine with too much to do even DynamoDB Local does not answer in time */
    private record Cost(String name, int requests, long calls, long rows, int wrong, int busy, double median) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %.1f calls, median %.0f ms, wrong answers %d, busy %d",
                    name,
                    (double) calls / requests,
                    median,
                    wrong,
                    busy);
        }
    }

    private static Cost cost(Scene scene, Flood flood, int requests) throws Exception {
        AtomicLong calls = new AtomicLong();
        AtomicLong rows = new AtomicLong();
        scene.cluster().game(0).proxy().follow(call -> {
            calls.incrementAndGet();
            if (call.operation().equals("Query") || call.operation().equals("Scan")) {
                rows.accumulateAndGet(call.json().path("Limit").asLong(Long.MAX_VALUE), Math::max);
            }
            return Fault.NONE;
        });
        AtomicInteger left = new AtomicInteger(requests);
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        double[] took = new double[requests];
        Crowd.together(CLIENTS, client -> () -> {
            for (int i = left.decrementAndGet(); i >= 0; i = left.decrementAndGet()) {
                String target = flood.targets().get(i % flood.targets().size());
                Operation asked = scene.players().send("flood " + client, 0, "GET", target, Map.of());
                took[i] = asked.millis();
                boolean isBusy =
                        asked.status() == 503 && asked.header("retry-after").isPresent();
                if (asked.status() != flood.status()) {
                    (isBusy ? busy : wrong).incrementAndGet();
                }
            }
            return null;
        });
        Arrays.sort(took);
        return new Cost(flood.name(), requests, calls.get(), rows.get(), wrong.get(), busy.get(), took[requests / 2]);
    }

    /** A crowd has been below the page: copies of it at the places that its choices lead to. */
    private static int explore(DynamoTable table, String root, int most) {
        int written = 0;
        List<String> level = List.of(root);
        while (written < most) {
            List<String> next = level.stream()
                    .flatMap(parent -> TAKES.stream()
                            .flatMap(take -> List.of(".1", ".2").stream().map(choice -> parent + choice + take)))
                    .limit(most - written)
                    .toList();
            next.forEach(path -> table.copy(root, path));
            written += next.size();
            level = next;
        }
        return written;
    }
}
