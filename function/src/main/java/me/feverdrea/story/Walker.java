package me.feverdrea.story;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/**
 * Walks the dreams at night and has the likeliest unopened doors dreamed, through the same dreamer as everybody: leases, gate
 * and the budget of the day hold for it too. What it met on the way is the test of a story.
 */
public final class Walker {
    /** Authors' links may lead in circles; what is so unlikely that so many places come before it is not walked to. */
    private static final int MOST_PLACES = 50_000;

    private static final Reader QUIET = new Reader("the night walker", false);

    private final Library library;
    private final Dreamer dreamer;
    private final InstantSource clock;

    /**
     * How far to go.
     *
     * @param story empty for all stories
     * @param dreams so many of each story's, from the first on
     * @param branches to dream at most; with 0 it only looks at what is open
     * @param time to walk at most; what is being written then is still finished
     * @param reads how often a page was read, as far as that is known: the likelier way is the one that readers took
     */
    public record Plan(
            Optional<String> story, int dreams, int branches, Duration time, ToLongFunction<StoryPath> reads) {}

    /** Told of each branch that was dreamed; says whether to stop. */
    public interface Watcher extends BooleanSupplier {
        void dreamed(Branch branch);
    }

    private record Stop(StoryPath path, double likelihood) {}

    public Walker(Library library, Dreamer dreamer, InstantSource clock) {
        this.library = library;
        this.dreamer = dreamer;
        this.clock = clock;
    }

    /**
     * @throws RefusedException if there is no such story
     * @throws BundleException if there is no usable model
     * @throws TweeException if the story's file has an error
     * @throws StoreException if a store does not answer
     */
    public Coverage walk(Plan plan, Watcher watcher) {
        List<Story> stories = plan.story()
                .map(id -> List.of(library.find(id).orElseThrow(() -> noStory(id))))
                .orElseGet(library::all);
        Coverage coverage = new Coverage(stories, plan.dreams());
        PriorityQueue<Stop> ahead = new PriorityQueue<>(Comparator.comparingDouble(Stop::likelihood)
                .reversed()
                .thenComparing(stop -> stop.path().toString()));
        for (Story story : stories) {
            int dreams = Math.min(plan.dreams(), story.settings().dreams());
            for (int dream = 1; dream <= dreams; dream++) {
                StoryPath start = new StoryPath(story.id(), dream, List.of());
                ahead.add(new Stop(start, 1.0 / dreams / stories.size()));
            }
        }
        Instant end = clock.instant().plus(plan.time());
        for (int places = 0; !ahead.isEmpty() && coverage.mayGoOn(); places++) {
            if (watcher.getAsBoolean()) {
                coverage.stop("interrupted");
            } else if (!clock.instant().isBefore(end)) {
                coverage.stop("the time is up");
            } else if (places == MOST_PLACES) {
                coverage.stop("what is left is very unlikely");
            } else {
                Stop here = ahead.remove();
                ahead.addAll(ways(here, plan, coverage, watcher));
            }
        }
        return coverage;
    }

    private static RefusedException noStory(String id) {
        return new RefusedException(
                RefusedException.Reason.ABSENT, id, "there is no story '" + id + "'", "choose one from /api/stories");
    }

    /** Has what is behind the doors here dreamed, and returns where one can go on. */
    private List<Stop> ways(Stop here, Plan plan, Coverage coverage, Watcher watcher) {
        List<StoryPath> next = new ArrayList<>();
        List<StoryPath> doors = new ArrayList<>();
        Page page = page(here.path(), coverage).orElse(null);
        if (page instanceof Page.Authored authored) {
            coverage.visited(authored);
            for (Link link : authored.passage().links()) {
                add(here.path(), link.id(), link.isDoor() ? doors : next);
            }
        } else if (page instanceof Page.Dreamed dreamed) {
            coverage.visited(dreamed.branch());
            dreamed.branch().choices().forEach(choice -> add(here.path(), choice.id(), doors));
        }
        next.addAll(doors.isEmpty() ? doors : opened(here.path(), doors, plan, coverage, watcher));
        double all = next.stream().mapToDouble(path -> weight(path, plan)).sum();
        return next.stream()
                .map(path -> new Stop(path, here.likelihood() * weight(path, plan) / all))
                .toList();
    }

    private static void add(StoryPath path, String choice, List<StoryPath> to) {
        Step step = new Step(choice, 0);
        if (path.hasRoomFor(step)) {
            to.add(path.child(step));
        }
    }

    /** One more than was read: what nobody took may be taken yet. */
    private static double weight(StoryPath path, Plan plan) {
        return 1.0 + plan.reads().applyAsLong(path);
    }

    private List<StoryPath> opened(
            StoryPath here, List<StoryPath> doors, Plan plan, Coverage coverage, Watcher watcher) {
        List<Ahead.Child> children = dreamer.ahead(here, QUIET).children();
        long missing = children.stream()
                .filter(child -> child.status() == Ahead.Status.UNDREAMED)
                .count();
        int left = plan.branches() - coverage.dreamed();
        if (missing > 0 && left <= 0 && plan.branches() > 0) {
            coverage.stop("as many branches as were asked for are dreamed");
            return List.of();
        }
        // All doors of a page are written side by side, which costs half as much; but not more than was asked for.
        if (missing > 0 && missing <= left) {
            children = dreamer.ahead(here, Reader.WALKER).children();
        }
        List<StoryPath> open = new ArrayList<>();
        for (Ahead.Child child : children) {
            switch (child.status()) {
                case STORED -> open.add(child.path());
                case DREAMED -> dreamed(child.path(), coverage, watcher).ifPresent(open::add);
                case DREAMING -> coverage.passed("being dreamed by another");
                case UNDREAMED, REFUSED -> {
                    if (coverage.mayGoOn() && coverage.dreamed() < plan.branches()) {
                        alone(child.path(), coverage, watcher).ifPresent(open::add);
                    }
                }
            }
        }
        return open;
    }

    private Optional<StoryPath> dreamed(StoryPath path, Coverage coverage, Watcher watcher) {
        page(path, coverage).ifPresent(page -> tell(page, coverage, watcher));
        return Optional.of(path);
    }

    /** One door by itself: then it is told why it stays shut. */
    private Optional<StoryPath> alone(StoryPath path, Coverage coverage, Watcher watcher) {
        try {
            Page page = dreamer.page(path, Reader.WALKER);
            if (page instanceof Page.Dreamed) {
                tell(page, coverage, watcher);
                return Optional.of(path);
            }
            coverage.passed("being dreamed by another");
        } catch (RefusedException e) {
            if (e.reason() == RefusedException.Reason.SPENT) {
                coverage.stop("the budget of the day is spent, or dreaming is switched off");
            } else {
                coverage.passed(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static void tell(Page page, Coverage coverage, Watcher watcher) {
        if (page instanceof Page.Dreamed written
                && written.branch().provenance().askedBy() == AskedBy.WALKER) {
            coverage.wrote(written.branch());
            watcher.dreamed(written.branch());
        }
    }

    /** What is there already; a page that was taken down is nowhere to go on from. */
    private Optional<Page> page(StoryPath path, Coverage coverage) {
        try {
            return Optional.of(dreamer.page(path, QUIET));
        } catch (RefusedException e) {
            coverage.passed(e.getMessage());
            return Optional.empty();
        }
    }
}
