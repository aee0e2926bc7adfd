package me.feverdrea.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import me.feverdrea.story.Explored;
import me.feverdrea.story.Step;
import me.feverdrea.story.StoryPath;

/**
 * What is explored around a page.
 *
 * @param path of the first node
 * @param truncated whether anything below it is not shown
 * @param nodes level by level; each but the first comes after its parent
 */
@RegisterForReflection
record MapView(String path, boolean truncated, List<NodeView> nodes) {

    /**
     * @param parent path of the page before it; null at the start
     * @param choice label that was taken to get here; null at the start
     * @param depth steps from the start
     * @param origin {@code authored} or {@code dreamed}
     * @param ending {@code none}, {@code authored}, {@code dreamed} or {@code depth}
     * @param truncated whether pages lie below it that are not shown; the map of this path shows them
     */
    @RegisterForReflection
    record NodeView(
            String path,
            String parent,
            String choice,
            int depth,
            String origin,
            String ending,
            List<WayView> choices,
            boolean truncated) {}

    /**
     * @param open whether its page is there already; null where this map does not reach, which the map of the node tells
     * @param dream whether it leads into the dream
     */
    @RegisterForReflection
    record WayView(String id, String label, String path, Boolean open, boolean dream) {}

    static MapView of(Explored explored) {
        return new MapView(
                explored.root().toString(),
                explored.nodes().stream().anyMatch(Explored.Node::truncated),
                explored.nodes().stream().map(MapView::node).toList());
    }

    private static NodeView node(Explored.Node node) {
        StoryPath path = node.path();
        return new NodeView(
                path.toString(),
                path.parent().map(StoryPath::toString).orElse(null),
                node.choice().orElse(null),
                path.depth(),
                node.dreamed() ? "dreamed" : "authored",
                node.ending().word(),
                node.ways().stream().map(way -> way(path, way)).toList(),
                node.truncated());
    }

    private static WayView way(StoryPath from, Explored.Way way) {
        StoryPath path = from.child(new Step(way.id(), 0));
        return new WayView(way.id(), way.label(), path.toString(), way.open().orElse(null), way.dream());
    }
}
