package me.feverdrea.story;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import me.feverdrea.story.RefusedException.Reason;

/** Tells what stands at a story path, and has it dreamed the first time. */
public final class Dreamer {
    private static final System.Logger LOG = System.getLogger(Dreamer.class.getName());

    /** With less, every page would be the author's fallback, for ever. */
    private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);

    /** A branch takes about a second or two; who asks more often pays more than he gains. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Library library;
    private final BranchStore branches;
    private final BranchAuthor author;
    private final InstantSource clock;
    private final Duration deadline;
    private final Leases leases;
    private final Budget budget;
    private final Pen pen;

    /**
     * @param attempts segments to write at most until one passes the gate
     * @param deadline time for one branch, from its turn on
     * @param queue time that a request waits for its turn
     * @param waiting requests that may wait at once; each holds a thread, and reads need some too
     * @param lease after which others may write what a process that died was writing; zero for no leases
     */
    public record Limits(
            int attempts, Duration deadline, Duration queue, int waiting, Duration lease, Allowance allowance) {
        public Limits {
            if (deadline.compareTo(LEAST_DEADLINE) < 0 || queue.isNegative()) {
                throw new IllegalArgumentException("feverdream.generation: deadline is " + deadline + ", queue is "
                        + queue + "; the deadline must be a second or more, and the queue not negative");
            }
        }
    }

    public Dreamer(Library library, Stores stores, SegmentWriter writer, InstantSource clock, Limits limits) {
        this.library = library;
        this.branches = stores.branches();
        this.author = new BranchAuthor(writer, clock, limits.attempts());
        this.clock = clock;
        this.deadline = limits.deadline();
        this.leases = new Leases(stores.control(), clock, limits.lease());
        this.budget = new Budget(stores.control(), clock, limits.allowance());
        this.pen = new Pen(limits.queue(), limits.waiting());
    }

    /**
     * The page at the path, or {@link Page.Pending} while somebody else is having it dreamed. What is stored comes first,
     * whatever became of the author's passages since. A path that leads nowhere costs two point reads at most.
     *
     * @throws RefusedException if there is none
     * @throws BundleException if it is to be dreamed and there is no usable model
     * @throws TweeException if its story's file has an error
     * @throws StoreException if a store does not answer
     */
    public Page page(StoryPath path, Reader reader) {
        return stored(path).orElseGet(() -> {
            Story story = story(path);
            return authored(path, story).orElseGet(() -> dreamed(path, story, reader));
        });
    }

    private Optional<Page> stored(StoryPath path) {
        Optional<Branch> branch = path.isStart() ? Optional.empty() : branches.find(path);
        branch.flatMap(Branch::withdrawnAt).ifPresent(when -> {
            throw withdrawn(path, "this page was taken down");
        });
        return branch.map(Page.Dreamed::new);
    }

    private static Optional<Page> authored(StoryPath path, Story story) {
        return story.passage(path.steps()).map(passage -> new Page.Authored(path, story.label(path), passage));
    }

    private Story story(StoryPath path) {
        Story story = library.find(path.story())
                .orElseThrow(
                        () -> absent(path, "there is no story '" + path.story() + "'", "choose one from /api/stories"));
        int dreams = story.settings().dreams();
        if (path.dream() > dreams) {
            throw absent(path, "there is no dream " + path.dream(), "'" + story.id() + "' has dreams 1 to " + dreams);
        }
        return story;
    }

    private Page dreamed(StoryPath path, Story story, Reader reader) {
        String choice = choice(path, story);
        if (!reader.mayDream()) {
            throw new RefusedException(
                    Reason.UNDREAMED,
                    path.toString(),
                    "nobody has dreamed this page yet",
                    "ask for it with a plain GET");
        }
        budget.check(path, story, reader);
        return leases.holding(
                        path,
                        () -> pen.inTurn(path, () -> stored(path).orElseGet(() -> write(path, story, choice, reader))))
                .orElseGet(() -> new Page.Pending(path, ASK_AGAIN));
    }

    /** The label of the door that the path goes through; its parent is the one place that is read for it. */
    private String choice(StoryPath path, Story story) {
        Place parent = path.parent()
                .flatMap(before -> place(before, story))
                .orElseThrow(() ->
                        absent(path, "nobody has been one step before this page", "open the pages before it first"));
        Step step = path.last();
        String choice = Optional.ofNullable(parent.doors().get(step.choice()))
                .orElseThrow(() -> absent(
                        path,
                        "the page before this one has no door '" + step.choice() + "'",
                        "its ways on are at /api/stories/" + parent.path()));
        if (step.take() >= story.settings().takes()) {
            throw absent(
                    path,
                    "take " + (char) ('a' + step.take()) + " of this step does not exist",
                    "'" + story.id() + "' tells each step " + story.settings().takes() + " times at most");
        }
        return choice;
    }

    private Optional<Place> place(StoryPath path, Story story) {
        return stored(path)
                .map(page -> Place.of(((Page.Dreamed) page).branch()))
                .or(() -> Place.authored(path, story));
    }

    private Page write(StoryPath path, Story story, String choice, Reader reader) {
        Lineage lineage = Lineage.of(path, story, branches);
        Place parent = lineage.parentOf(path)
                .orElseThrow(() -> absent(path, "the page before this one is gone", "go back and take another way"));
        BranchAuthor.Task task = new BranchAuthor.Task(
                path,
                story,
                lineage.turns(story),
                parent,
                choice,
                branches.findAll(parent.children(story.settings().takes())).values().stream()
                        .map(Branch::text)
                        .toList());
        budget.charge(path, story, reader);
        Branch branch = branches.commit(author.write(task, clock.instant().plus(deadline)));
        Provenance provenance = branch.provenance();
        LOG.log(
                System.Logger.Level.INFO,
                "Dreamed {0}: {1} words in {2} ms, attempts {3}, {4}",
                path,
                provenance.scores().words(),
                String.valueOf(provenance.generateMs()),
                provenance.attempts(),
                provenance.finishReason());
        return new Page.Dreamed(branch);
    }

    private static RefusedException withdrawn(StoryPath path, String problem) {
        return new RefusedException(Reason.WITHDRAWN, path.toString(), problem, "go back and take another way");
    }

    private static RefusedException absent(StoryPath path, String problem, String cure) {
        return new RefusedException(Reason.ABSENT, path.toString(), problem, cure);
    }
}
