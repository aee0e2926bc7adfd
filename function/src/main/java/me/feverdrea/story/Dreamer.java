package me.feverdrea.story;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.RefusedException.Reason;

/** Tells what stands at a story path, and has it dreamed the first time. */
public final class Dreamer {
    /** With less, every page would be the author's fallback, for ever. */
    private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);

    private final Doors doors;
    private final Desk desk;
    private final boolean ahead;

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
        BranchAuthor author = new BranchAuthor(writer, clock, limits.attempts(), words);
        this.desk = new Desk(doors, stores, author, clock, limits);
        this.ahead = limits.allowance().ahead();
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
                    .orElseGet(() -> isBeingSaid(path) || reader.mayDream() && desk.isKnownToBeBeingWritten(path)
                            ? Desk.pending(path)
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

    /** Whether {@link #ahead} dreams anything. */
    public boolean dreamsAhead() {
        return ahead;
    }

    /**
     * Has what is behind a page's doors dreamed, as far as it is missing, while the page is being read. Of private pages
     * nothing is dreamed unasked.
     *
     * @param parent where the reader is
     * @throws RefusedException if there is no such page; what is refused to a child only shows in its status
     * @throws BundleException as {@link #page} does, and so for the other exceptions
     */
    public Ahead ahead(StoryPath parent, Reader reader) {
        if (parent.isPrivate()) {
            return new Ahead(parent, List.of());
        }
        Story story = doors.story(parent);
        Map<StoryPath, Ahead.Status> found = new LinkedHashMap<>();
        List<Desk.Way> missing = new ArrayList<>();
        doors.ways(parent, story).forEach((way, branch) -> {
            found.put(way.path(), branch.isPresent() ? Ahead.Status.STORED : Ahead.Status.UNDREAMED);
            if (branch.isEmpty()) {
                missing.add(way);
            }
        });
        if ((ahead || reader.isWalker()) && reader.mayDream() && !missing.isEmpty()) {
            found.putAll(desk.writeAhead(missing, story, reader));
        }
        return new Ahead(
                parent,
                found.entrySet().stream()
                        .map(child -> new Ahead.Child(child.getKey(), child.getValue()))
                        .toList());
    }

    /** Who opens the link of typed words before their page is written does not have the words, and need not. */
    private boolean isBeingSaid(StoryPath path) {
        return path.last().isFreeText() && path.last().take() == 0 && desk.isBeingWritten(path);
    }

    private Page dreamed(StoryPath path, Story story, String choice, Reader reader) {
        if (!reader.mayDream()) {
            throw new RefusedException(
                    Reason.UNDREAMED,
                    path.toString(),
                    "nobody has dreamed this page yet",
                    "ask for it with a plain GET");
        }
        return desk.write(new Desk.Way(path, choice), story, reader);
    }
}
