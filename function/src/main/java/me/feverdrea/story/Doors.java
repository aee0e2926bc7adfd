package me.feverdrea.story;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.feverdrea.story.RefusedException.Reason;

/** What is at a path already, and whether a way leads there at all. */
final class Doors {
    private final Library library;
    private final Stores stores;
    private final InstantSource clock;
    private final WordList words;

    Doors(Library library, Stores stores, InstantSource clock, WordList words) {
        this.library = library;
        this.stores = stores;
        this.clock = clock;
        this.words = words;
    }

    /** @throws RefusedException if it was taken down, or was private and its time is over */
    Optional<Page> stored(StoryPath path) {
        return branch(path).map(Page.Dreamed::new);
    }

    private Optional<Branch> branch(StoryPath path) {
        Optional<Branch> branch = path.isStart() ? Optional.empty() : stores.find(path);
        branch.flatMap(Branch::withdrawnAt).ifPresent(when -> {
            throw new RefusedException(
                    Reason.WITHDRAWN, path.toString(), "this page was taken down", "go back and take another way");
        });
        // The store takes its time to forget.
        branch.filter(found -> path.isPrivate()
                        && found.createdAt().plus(Stores.PRIVATE).isBefore(clock.instant()))
                .ifPresent(over -> {
                    throw expired(path);
                });
        return branch;
    }

    Story story(StoryPath path) {
        Story story = library.find(path.story())
                .orElseThrow(
                        () -> absent(path, "there is no story '" + path.story() + "'", "choose one from /api/stories"));
        int dreams = story.settings().dreams();
        if (path.dream() > dreams) {
            throw absent(path, "there is no dream " + path.dream(), "'" + story.id() + "' has dreams 1 to " + dreams);
        }
        return story;
    }

    /**
     * The label of the door that the path goes through; one place is read for it.
     *
     * @throws RefusedException if there is no such door
     */
    String choice(StoryPath path, Story story) {
        Step step = path.last();
        String choice = step.isFreeText() ? saidBefore(path) : offered(path, story);
        if (step.take() >= story.settings().takes()) {
            throw absent(
                    path,
                    "take " + (char) ('a' + step.take()) + " of this step does not exist",
                    "'" + story.id() + "' tells each step " + story.settings().takes() + " times at most");
        }
        return choice;
    }

    private String offered(StoryPath path, Story story) {
        Place parent = parent(path, story);
        return Optional.ofNullable(parent.doors().get(path.last().choice()))
                .orElseThrow(() -> absent(
                        path,
                        "the page before this one has no door '" + path.last().choice() + "'",
                        "its ways on are at /api/stories/" + parent.path()));
    }

    /**
     * What is behind each door of a place in its first take, in the order of the doors; one place is read for it, and its
     * children at once.
     *
     * @throws RefusedException if nobody has been there
     */
    Map<Desk.Way, Optional<Branch>> ways(StoryPath path, Story story) {
        Place place = place(path, story)
                .orElseThrow(() -> absent(path, "nobody has dreamed this page yet", "open the page itself first"));
        List<StoryPath> children = place.children(1);
        Map<StoryPath, Branch> stored = stores.findAll(children);
        Map<Desk.Way, Optional<Branch>> ways = new LinkedHashMap<>();
        for (StoryPath child : children) {
            ways.put(
                    new Desk.Way(child, place.doors().get(child.last().choice())),
                    Optional.ofNullable(stored.get(child)));
        }
        return ways;
    }

    /** Of what a player says only the other takes can be asked for by path alone: the first one has the words. */
    private String saidBefore(StoryPath path) {
        Step step = path.last();
        return Optional.of(step)
                .filter(said -> said.take() > 0)
                .flatMap(said -> branch(before(path).child(new Step(said.choice(), 0))))
                .map(Branch::choice)
                .orElseThrow(() -> expired(path));
    }

    /** The path of what a player says there. */
    StoryPath saying(StoryPath parent, String id) {
        if (!ChoiceId.isFreeText(id)) {
            throw new PathException(
                    id, "'" + id + "' is no id of a free-text choice", "draw 128 random bits: '_' and 22 of base64url");
        }
        Step step = new Step(id, 0);
        if (!parent.hasRoomFor(step)) {
            throw new PathException(parent.toString(), "there is no room for another step", "end the story here");
        }
        return parent.child(step);
    }

    /** The label that the words make, where the story goes on. */
    String said(StoryPath path, Story story, String typed) {
        String label = FreeText.label(typed, story, words);
        if (parent(path, story).isEnd()) {
            throw absent(path, "the story is over there", "go back and take another way");
        }
        return label;
    }

    private Place parent(StoryPath path, Story story) {
        StoryPath before = before(path);
        return place(before, story)
                .orElseThrow(() -> before.isPrivate()
                        ? expired(path)
                        : absent(path, "nobody has been one step before this page", "open the pages before it first"));
    }

    private Optional<Place> place(StoryPath path, Story story) {
        return branch(path).map(Place::of).or(() -> Place.authored(path, story));
    }

    private static StoryPath before(StoryPath path) {
        return path.parent().orElseThrow();
    }

    private static RefusedException expired(StoryPath path) {
        return new RefusedException(
                Reason.EXPIRED,
                path.toString(),
                "nothing is here: what a player's own words led to is kept for " + Stores.PRIVATE.toDays() + " days",
                "go back and take another way");
    }

    private static RefusedException absent(StoryPath path, String problem, String cure) {
        return new RefusedException(Reason.ABSENT, path.toString(), problem, cure);
    }
}
