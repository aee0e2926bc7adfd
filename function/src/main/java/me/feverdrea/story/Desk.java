package me.feverdrea.story;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.Ahead.Status;
import me.feverdrea.story.RefusedException.Reason;

/** Where branches are written: who has the lease takes the pen, is charged, has the author write, and commits. */
final class Desk {
    private static final System.Logger LOG = System.getLogger(Desk.class.getName());

    /** A branch takes about a second or two; who asks more often pays more than he gains. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Doors doors;
    private final Stores stores;
    private final BranchAuthor author;
    private final InstantSource clock;
    private final Duration deadline;
    private final Duration patience;
    private final Leases leases;
    private final Budget budget;
    private final Pen pen;
    private final Underway underway = new Underway();

    /** A branch that is missing, and the label of the door that leads to it. */
    record Way(StoryPath path, String choice) {}

    Desk(Doors doors, Stores stores, BranchAuthor author, InstantSource clock, Dreamer.Limits limits) {
        this.doors = doors;
        this.stores = stores;
        this.author = author;
        this.clock = clock;
        this.deadline = limits.deadline();
        this.patience = limits.queue().plus(limits.deadline());
        this.leases = new Leases(stores.control(), clock, limits.lease());
        this.budget = new Budget(stores.control(), clock, limits.allowance());
        this.pen = new Pen(limits.queue(), limits.waiting());
    }

    boolean isBeingWritten(StoryPath path) {
        return leases.isHeld(path);
    }

    /** Told without asking a store, and not of what this process dreams ahead: that is waited for. */
    boolean isKnownToBeBeingWritten(StoryPath path) {
        return !underway.includes(path) && leases.isKnownToBeHeld(path);
    }

    static Page.Pending pending(StoryPath path) {
        return new Page.Pending(path, ASK_AGAIN);
    }

    /** The branch behind a door, for a reader who stands there and waits. */
    Page write(Way way, Story story, Reader reader) {
        StoryPath path = way.path();
        if (!underway.includes(path)) {
            return written(way, story, reader);
        }
        return pen.waiting(path, () -> underway.await(path, patience))
                ? doors.stored(path).orElseGet(() -> written(way, story, reader))
                : pending(path);
    }

    private Page written(Way way, Story story, Reader reader) {
        StoryPath path = way.path();
        return leases.alone(path, () -> writtenByOne(way, story, reader)).orElseGet(() -> pending(path));
    }

    private Page writtenByOne(Way way, Story story, Reader reader) {
        StoryPath path = way.path();
        budget.check(path, story, reader);
        return leases.holding(
                        path,
                        () -> pen.inTurn(
                                path, () -> doors.stored(path).orElseGet(() -> writtenNow(way, story, reader))))
                .orElseGet(() -> pending(path));
    }

    private Page writtenNow(Way way, Story story, Reader reader) {
        List<BranchAuthor.Task> tasks = tasks(List.of(way), story, reader.askedBy(AskedBy.READER));
        Instant end = clock.instant().plus(deadline);
        author.getReady(end);
        budget.charge(way.path(), story, reader);
        List<Page> written = new ArrayList<>();
        author.write(tasks, end, branch -> written.add(new Page.Dreamed(commit(branch))), BranchAuthor.Manners.NONE);
        if (written.isEmpty()) {
            // A slow moment of the machine is no reason for the author's line to stand there for ever.
            throw new RefusedException(
                    Reason.BUSY, way.path().toString(), "the dream did not come in time", "ask again in a few seconds");
        }
        return written.get(0);
    }

    /**
     * Has branches of one parent written side by side while nobody waits for them.
     *
     * @return what became of each
     */
    Map<StoryPath, Status> writeAhead(List<Way> ways, Story story, Reader reader) {
        StoryPath first = ways.get(0).path();
        Map<StoryPath, Status> became = new LinkedHashMap<>();
        ways.forEach(way -> became.put(way.path(), Status.REFUSED));
        Map<StoryPath, Leases.Lease> held = new LinkedHashMap<>();
        try {
            budget.check(first, story, reader);
            for (Way way : ways) {
                leases.take(way.path())
                        .ifPresentOrElse(
                                lease -> held.put(way.path(), lease), () -> became.put(way.path(), Status.DREAMING));
            }
            held.keySet().forEach(underway::begin);
            if (!held.isEmpty()) {
                pen.betweenTurns(first, () -> {
                    writeHeld(ways, story, reader, held, became);
                    return became;
                });
            }
        } catch (RefusedException e) {
            LOG.log(Level.DEBUG, "Not dreamed ahead: {0}", e.getMessage());
        } catch (StoreException e) {
            // Who asks next should not wait for a store in trouble once more.
            held.values().forEach(Leases.Lease::runOut);
            throw e;
        } finally {
            // Whoever was waiting takes the lease next, so it is free before they are told.
            try {
                held.values().forEach(Leases.Lease::giveBack);
            } finally {
                held.keySet().forEach(underway::end);
            }
        }
        return became;
    }

    private void writeHeld(
            List<Way> ways,
            Story story,
            Reader reader,
            Map<StoryPath, Leases.Lease> held,
            Map<StoryPath, Status> became) {
        pen.giveWay();
        List<Way> missing = new ArrayList<>(
                ways.stream().filter(way -> held.containsKey(way.path())).toList());
        stores.findAll(held.keySet()).forEach((path, branch) -> {
            missing.removeIf(way -> way.path().equals(path));
            finish(branch, Status.STORED, held, became);
        });
        if (missing.isEmpty()) {
            return;
        }
        Instant end = clock.instant().plus(deadline);
        author.getReady(end);
        List<BranchAuthor.Task> tasks = tasks(missing, story, reader.askedBy(AskedBy.AHEAD)).stream()
                .filter(task -> isPaid(task.path(), story, reader))
                .toList();
        author.write(
                tasks,
                end,
                branch -> finish(commit(branch), Status.DREAMED, held, became),
                new BranchAuthor.Manners(this::giveWayUnlessAwaited, underway::isAwaited));
    }

    /** What a reader waits for is no longer ahead of its time. */
    private void giveWayUnlessAwaited() {
        if (!underway.isAnyAwaited()) {
            pen.giveWay();
        }
    }

    private void finish(
            Branch branch, Status status, Map<StoryPath, Leases.Lease> held, Map<StoryPath, Status> became) {
        became.put(branch.path(), status);
        held.get(branch.path()).runOut();
        underway.end(branch.path());
    }

    private boolean isPaid(StoryPath path, Story story, Reader reader) {
        try {
            budget.charge(path, story, reader);
            return true;
        } catch (RefusedException spent) {
            return false;
        }
    }

    /** Of branches that have one parent. */
    private List<BranchAuthor.Task> tasks(List<Way> ways, Story story, AskedBy askedBy) {
        StoryPath any = ways.get(0).path();
        Lineage lineage = Lineage.of(any, story, stores);
        Place parent = lineage.parentOf(any)
                .orElseThrow(() -> new RefusedException(
                        Reason.ABSENT,
                        any.toString(),
                        "the page before this one is gone",
                        "go back and take another way"));
        List<Turn> turns = lineage.turns(story);
        List<String> siblings = stores.findAll(parent.children(story.settings().takes())).values().stream()
                .map(Branch::text)
                .toList();
        return ways.stream()
                .map(way -> new BranchAuthor.Task(way.path(), story, turns, parent, way.choice(), siblings, askedBy))
                .toList();
    }

    private Branch commit(Branch branch) {
        Branch stored = stores.commit(branch);
        Provenance provenance = stored.provenance();
        LOG.log(
                Level.INFO,
                "Dreamed {0}{1}: {2} words in {3} ms, attempts {4}, {5}",
                stored.path().isPrivate() ? "a private page of " + stored.path().story() : stored.path(),
                provenance.askedBy() == AskedBy.AHEAD ? " ahead" : "",
                provenance.scores().words(),
                String.valueOf(provenance.generateMs()),
                provenance.attempts(),
                provenance.finishReason());
        return stored;
    }
}
