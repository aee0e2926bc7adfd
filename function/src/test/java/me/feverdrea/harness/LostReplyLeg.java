package me.feverdrea.harness;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** DynamoDB carries a commit out, and its reply never arrives. */
final class LostReplyLeg implements Leg {
    private static final int GAMES = 2;
    private static final int CLIENTS = 6;

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int wanted = form.of(20, 1000);
        Cluster.Plan plan = Cluster.Plan.of(Cluster.Store.DYNAMODB, GAMES).with("feverdream.budget.day", "1000000");
        try (Scene scene = new Scene("lost acknowledgement", plan, edge)) {
            Set<String> dropped = ConcurrentHashMap.newKeySet();
            scene.cluster()
                    .games()
                    .forEach(game -> game.proxy()
                            .follow(call ->
                                    call.commits().filter(dropped::add).isPresent() ? Fault.DROP_REPLY : Fault.NONE));
            long before = scene.cluster().table().charged();
            Crowd.together(CLIENTS, client -> () -> {
                while (dropped.size() < wanted) {
                    String path = scene.freshPath();
                    scene.players().read("client " + client, client % GAMES, path);
                    scene.players().read("other " + client, (client + 1) % GAMES, path);
                }
                return null;
            });
            long again = scene.cluster().table().charged() - before - dropped.size();
            int wrong = scene.violations().size();
            long failed = scene.count(status -> status >= 500 || status <= 0);
            return List.of(new Figure(
                    "lost acknowledgement",
                    "the reply of the commit dropped, connection reset",
                    dropped.size() + " dropped, violations " + wrong + ", duplicates " + again + ", 5xx " + failed,
                    ">= " + wanted + ", violations 0" + (form == Form.SHORT ? "" : ", duplicates 0, 5xx 0"),
                    // Only polite ones are left, which the checker tells from others: a build's machine may be too
                    // busy.
                    wrong == 0 && (form == Form.SHORT || again == 0 && failed == 0)));
        }
    }
}
