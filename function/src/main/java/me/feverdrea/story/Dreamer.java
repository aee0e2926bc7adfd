package me.feverdrea.story;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import me.feverdrea.story.RefusedException.Reason;

/** Tells what stands at a story path, and has it dreamed the first time. */
public final class Dreamer {
    private static final System.Logger LOG = System.getLogger(Dreamer.class.getName());

    /** With less, every page would be the author's fallback, for ever. */
    private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);

    private final Library library;
    private final BranchStore branches;
    private final BranchAuthor author;
    private final InstantSource clock;
    private final Limits limits;

    /** One branch is dreamed at a time in a process: the engine has all cores, and who waited finds it stored. */
    private final ReentrantLock pen = new ReentrantLock(true);

    private final Semaphore chairs;

    /**
     * @param attempts segments to write at most until one passes the gate
     * @param deadline time for one branch, from its turn on
     * @param queue time that a request waits for its turn
     * @param waiting requests that may wait at once; each holds a thread, and reads need some too
     */
    public record Limits(int attempts, Duration deadline, Duration queue, int waiting) {
        public Limits {
            if (deadline.compareTo(LEAST_DEADLINE) < 0 || queue.isNegative()) {
                throw new IllegalArgumentException("feverdream.generation: deadline is " + deadline + ", queue is "
                        + queue + "; the deadline must be a second or more, and the queue not negative");
            }
        }
    }

    public Dreamer(Library library, BranchStore branches, SegmentWriter writer, InstantSource clock, Limits limits) {
        this.library = library;
        this.branches = branches;
        this.author = new BranchAuthor(writer, clock, limits.attempts());
        this.clock = clock;
        this.limits = limits;
        this.chairs = new Semaphore(limits.waiting() + 1);
    }

    /**
     * The page at the path. What is stored comes first, whatever became of the author's passages since.
     *
     * @param mayDream whether the page may be dreamed if it is missing
     * @throws RefusedException if there is none
     * @throws BundleException if it is to be dreamed and there is no usable model
     * @throws TweeException if its story's file has an error
     */
    public Page page(StoryPath path, boolean mayDream) {
        return stored(path).orElseGet(() -> {
            Story story = story(path);
            return authored(path, story).orElseGet(() -> dreamed(path, story, mayDream));
        });
    }

    private Optional<Page> stored(StoryPath path) {
        Optional<Branch> branch = path.isStart() ? Optional.empty() : branches.find(path);
        branch.flatMap(Branch::withdrawnAt).ifPresent(when -> {
            throw new RefusedException(
                    Reason.WITHDRAWN, path.toString(), "this page was taken down", "go back and take another way");
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

    private Page dreamed(StoryPath path, Story story, boolean mayDream) {
        Lineage lineage = Lineage.of(path, story, branches);
        Place parent = lineage.parentOf(path)
                .orElseThrow(() ->
                        absent(path, "nobody has been one step before this page", "open the pages before it first"));
        Step step = path.last();
        if (!parent.doors().containsKey(step.choice())) {
            throw absent(
                    path,
                    "the page before this one has no door '" + step.choice() + "'",
                    "its ways on are at /api/stories/" + parent.path());
        }
        if (step.take() >= story.settings().takes()) {
            throw absent(
                    path,
                    "take " + (char) ('a' + step.take()) + " of this step does not exist",
                    "'" + story.id() + "' tells each step " + story.settings().takes() + " times at most");
        }
        if (!mayDream) {
            throw new RefusedException(
                    Reason.UNDREAMED,
                    path.toString(),
                    "nobody has dreamed this page yet",
                    "ask for it with a plain GET");
        }
        return inTurn(path, () -> stored(path).orElseGet(() -> write(path, story, lineage, parent)));
    }

    private Page write(StoryPath path, Story story, Lineage lineage, Place parent) {
        Instant deadline = clock.instant().plus(limits.deadline());
        BranchAuthor.Task task = new BranchAuthor.Task(
                path,
                story,
                lineage.turns(story),
                parent,
                branches.findAll(parent.children(story.settings().takes())).values().stream()
                        .map(Branch::text)
                        .toList());
        Branch branch = branches.commit(author.write(task, deadline));
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

    private Page inTurn(StoryPath path, Supplier<Page> work) {
        if (!chairs.tryAcquire()) {
            throw busy(path);
        }
        boolean mine = false;
        try {
            mine = pen.tryLock(limits.queue().toMillis(), TimeUnit.MILLISECONDS);
            if (mine) {
                return work.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                pen.unlock();
            }
            chairs.release();
        }
        throw busy(path);
    }

    private static RefusedException busy(StoryPath path) {
        return new RefusedException(
                Reason.BUSY, path.toString(), "too many dreams are being written", "ask again in a few seconds");
    }

    private static RefusedException absent(StoryPath path, String problem, String cure) {
        return new RefusedException(Reason.ABSENT, path.toString(), problem, cure);
    }
}
