package me.feverdrea.story;

import java.util.List;
import java.util.Optional;

/**
 * What is there already around a place: the author's passages and what readers had dreamed.
 *
 * @param nodes the root first, then level by level
 */
public record Explored(StoryPath root, List<Node> nodes) {
    public Explored {
        nodes = List.copyOf(nodes);
    }

    /**
     * A page on the map.
     *
     * @param choice label that was taken to get here; empty at the start passage
     * @param truncated whether pages lie below it that are not shown
     */
    public record Node(
            StoryPath path,
            Optional<String> choice,
            boolean dreamed,
            Ending ending,
            List<Way> ways,
            boolean truncated) {
        public Node {
            ways = List.copyOf(ways);
        }
    }

    /**
     * A way on from a page.
     *
     * @param dream whether it leads into the dream
     * @param open whether the page behind it is there already; empty where too much is there to tell
     */
    public record Way(String id, String label, boolean dream, Optional<Boolean> open) {}
}
