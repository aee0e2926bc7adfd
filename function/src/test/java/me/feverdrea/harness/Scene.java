package me.feverdrea.harness;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import me.feverdrea.harness.Checker.Violation;

/** A cluster, who plays on it, and what must hold of both in the end. */
final class Scene implements AutoCloseable {
    private final String name;
    private final String door;
    private final Cluster cluster;
    private final Players players;
    private final EdgeReplay edge;
    private final AtomicInteger dreams = new AtomicInteger();

    Scene(String name, Cluster.Plan plan, EdgeReplay edge) throws Exception {
        this(name, plan, "burrow/%d/go-down", edge);
    }

    /** @param door a door of the author's, in a dream of any number */
    Scene(String name, Cluster.Plan plan, String door, EdgeReplay edge) throws Exception {
        this.name = name;
        this.door = door;
        this.cluster = new Cluster(plan);
        this.players = new Players(cluster.games());
        this.edge = edge;
        warmUp();
    }

    /** The first dream of a process loads its model. */
    private void warmUp() throws Exception {
        Crowd.together(cluster.games().size(), game -> () -> players.read("warm-up", game, freshPath()));
    }

    Cluster cluster() {
        return cluster;
    }

    Players players() {
        return players;
    }

    /** A page that nobody has asked for yet, one step into a dream of its own. */
    String freshPath() {
        return door.formatted(dreams.incrementAndGet());
    }

    long count(IntPredicate statuses) {
        return players.history().stream()
                .mapToInt(Operation::status)
                .filter(statuses)
                .count();
    }

    /** The laws, held against everything that was seen; the first breaches are told. */
    List<Violation> violations() {
        edge.replay(players.history());
        List<Violation> violations = Checker.violations(
                players.history(), cluster.table().rows(), cluster.commits().kept());
        tell(violations);
        return violations;
    }

    void tell(List<Violation> violations) {
        violations.stream()
                .limit(10)
                .forEach(violation -> System.err.println(name + ": " + violation.law() + ": " + violation.what()));
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
