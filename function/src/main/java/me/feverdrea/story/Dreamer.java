package me.feverdrea.story;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import me.feverdrea.story.RefusedException.Reason;

/** Tells what stands at a story path, and has it dreamed the first time. */
public final class Dreamer {
    private static final System.Logger LOG = System.getLogger(Dreamer.class.getName());

    /** With less, every page would be the author's fallback, for ever. */
    private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);

    /** A branch takes about a second or two; who asks more often pays more than he gains. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Doors doors;
    private final Stores stores;
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
        WordList words = WordList.read();
        this.doors = new Doors(library, stores, clock, words);
        this.stores = stores;
        this.author = new BranchAuthor(writer, clock, limits.attempts(), words);
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
        return doors.stored(path).orElseGet(() -> {
            Story story = doors.story(path);
            return story.passage(path.steps())
                    .<Page>map(passage -> new Page.Authored(path, story.label(path), passage))
                    .orElseGet(() -> isBeingSaid(path)
                            ? new Page.Pending(path, ASK_AGAIN)
                            : dreamed(path, story, doors.choice(path, story), reader));
        });
    }

    /**
     * The page that a player's own words lead to. Asking again with the same id gives the same page.
     *
     * @param parent where the player is
     * @param id a free-text choice id
     * @throws PathException if there can be no such path
     * @throws FreeTextException if the words are not taken
     * @throws RefusedException as {@link #page} does
     */
    public Page say(StoryPath parent, String id, String typed, Reader reader) {
        StoryPath path = doors.saying(parent, id);
        return doors.stored(path).orElseGet(() -> {
            Story story = doors.story(path);
            return dreamed(path, story, doors.said(path, story, typed), reader);
        });
    }

    /** Who opens the link of typed words before their page is written does not have the words, and need not. */
    private boolean isBeingSaid(StoryPath path) {
        return path.last().isFreeText() && path.last().take() == 0 && leases.isHeld(path);
    }

    private Page dreamed(StoryPath path, Story story, String choice, Reader reader) {
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
                        () -> pen.inTurn(
                                path, () -> doors.stored(path).orElseGet(() -> write(path, story, choice, reader))))
                .orElseGet(() -> new Page.Pending(path, ASK_AGAIN));
    }

    private Page write(StoryPath path, Story story, String choice, Reader reader) {
        Lineage lineage = Lineage.of(path, story, stores);
        Place parent = lineage.parentOf(path)
                .orElseThrow(() -> new RefusedException(
                        Reason.ABSENT,
                        path.toString(),
                        "the page before this one is gone",
                        "go back and take another way"));
        List<String> siblings = stores.findAll(parent.children(story.settings().takes())).values().stream()
                .map(Branch::text)
                .toList();
        BranchAuthor.Task task = new BranchAuthor.Task(path, story, lineage.turns(story), parent, choice, siblings);
        Instant end = clock.instant().plus(deadline);
        author.getReady(end);
        budget.charge(path, story, reader);
        Branch branch = stores.commit(author.write(task, end));
        Provenance provenance = branch.provenance();
        LOG.log(
                System.Logger.Level.INFO,
                "Dreamed {0}: {1} words in {2} ms, attempts {3}, {4}",
                path.isPrivate() ? "a private page of " + path.story() : path,
                provenance.scores().words(),
                String.valueOf(provenance.generateMs()),
                provenance.attempts(),
                provenance.finishReason());
        return new Page.Dreamed(branch);
    }
}
