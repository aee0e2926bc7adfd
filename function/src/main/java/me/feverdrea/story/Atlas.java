package me.feverdrea.story;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import me.feverdrea.story.RefusedException.Reason;

/**
 * Maps of what is explored. A map never dreams, never reads a text of what is below its root, and shows nothing that is
 * private or was taken down; what lies below such a page is not on it either, since no way leads there.
 */
public final class Atlas {
    /** Levels below the root that a map shows. */
    public static final int LEVELS = 3;

    /** Pages that a map shows at most, and branches that are read for one level. */
    public static final int BRANCHES = 500;

    private final Doors doors;
    private final Stores stores;

    public Atlas(Library library, Stores stores, InstantSource clock) {
        this.doors = new Doors(library, stores, clock, WordList.read());
        this.stores = stores;
    }

    /** A page on the way to a map: a door has no target, as everywhere. */
    private record Spot(StoryPath path, Optional<String> choice, boolean dreamed, Ending ending, List<Link> links) {

        static Spot of(StoryPath path, Optional<String> choice, Passage passage) {
            Ending ending = passage.links().isEmpty() ? Ending.AUTHORED : Ending.NONE;
            return new Spot(path, choice, false, ending, passage.links());
        }

        static Spot of(Landmark landmark) {
            List<Link> doors = landmark.choices().stream()
                    .map(choice -> new Link(choice.id(), choice.label(), Optional.empty()))
                    .toList();
            return new Spot(landmark.path(), Optional.of(landmark.choice()), true, landmark.ending(), doors);
        }

        /** Those for which there is room in a path. */
        Stream<Link> ways() {
            return links.stream().filter(link -> path.hasRoomFor(new Step(link.id(), 0)));
        }

        StoryPath behind(Link link) {
            return path.child(new Step(link.id(), 0));
        }
    }

    /**
     * The map around a path: it and {@link #LEVELS} levels below, {@link #BRANCHES} pages at most. It takes six reads at
     * most, of three levels' worth of branches at most, and none for a path that can have no map.
     *
     * @throws RefusedException if nobody has been there, or the page was taken down or is private
     * @throws TweeException if its story's file has an error
     * @throws StoreException if a store does not answer
     */
    public Explored map(StoryPath root) {
        if (root.isPrivate()) {
            throw absent(root, "what a player's own words led to is on no map", "ask for the page itself");
        }
        Optional<Spot> stored = stored(root);
        Optional<Story> story = stored.isPresent() ? Optional.empty() : Optional.of(doors.story(root));
        List<Spot> level = List.of(stored.or(() -> authored(root, story.orElseThrow()))
                .orElseThrow(() -> absent(root, "nobody has been here yet", "ask for the map of the page before it")));
        List<Explored.Node> nodes = new ArrayList<>();
        int room = BRANCHES - 1;
        for (int below = 0; !level.isEmpty(); below++) {
            MapLevel next = new MapLevel(stores.branches().level(root, root.depth() + below + 1, BRANCHES), BRANCHES);
            int most = below < LEVELS ? room : 0;
            List<Spot> shown = new ArrayList<>();
            for (Spot spot : level) {
                List<Spot> children = children(spot, story, next);
                int fitting = Math.min(children.size(), most - shown.size());
                shown.addAll(children.subList(0, fitting));
                nodes.add(node(spot, next, fitting < children.size() || !next.hasAllBelow(spot.path())));
            }
            room -= shown.size();
            level = shown;
        }
        return new Explored(root, nodes);
    }

    /** The index first; it takes a moment to know of a page, and its first reader may ask at once. */
    private Optional<Spot> stored(StoryPath root) {
        if (root.isStart()) {
            return Optional.empty();
        }
        return stores.branches().level(root, root.depth(), 1).stream()
                .findFirst()
                .filter(landmark -> !landmark.withdrawn())
                .map(Spot::of)
                .or(() -> doors.stored(root).map(page -> Spot.of(Landmark.of(((Page.Dreamed) page).branch()))));
    }

    private static Optional<Spot> authored(StoryPath root, Story story) {
        return story.passage(root.steps()).map(passage -> Spot.of(root, story.label(root), passage));
    }

    /** What is stored goes before whatever passage may stand at its path by now. */
    private static List<Spot> children(Spot spot, Optional<Story> story, MapLevel next) {
        Stream<Spot> authored = spot.ways()
                .filter(link -> next.at(spot.behind(link)).isEmpty())
                .flatMap(link -> link.target().stream()
                        .map(name -> story.orElseThrow().passages().get(name))
                        .map(passage -> Spot.of(spot.behind(link), Optional.of(link.label()), passage)));
        return Stream.concat(authored, next.below(spot.path()).stream().map(Spot::of))
                .toList();
    }

    private static Explored.Node node(Spot spot, MapLevel next, boolean truncated) {
        List<Explored.Way> ways = spot.ways()
                .map(link -> {
                    Optional<Boolean> open = next.isOpen(spot.behind(link));
                    return new Explored.Way(
                            link.id(),
                            link.label(),
                            link.isDoor(),
                            link.isDoor() || next.at(spot.behind(link)).isPresent() ? open : Optional.of(true));
                })
                .toList();
        return new Explored.Node(spot.path(), spot.choice(), spot.dreamed(), spot.ending(), ways, truncated);
    }

    private static RefusedException absent(StoryPath path, String problem, String cure) {
        return new RefusedException(Reason.ABSENT, path.toString(), problem, cure);
    }
}
