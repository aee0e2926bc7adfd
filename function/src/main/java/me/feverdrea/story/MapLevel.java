package me.feverdrea.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The branches of one level below a map's root, as many as were read. */
final class MapLevel {
    private final Map<StoryPath, Landmark> landmarks = new HashMap<>();
    private final Map<StoryPath, List<Landmark>> children = new HashMap<>();

    /** Steps of the last that was read, where more may follow. */
    private final Optional<String> last;

    /**
     * @param read in the order of their steps
     * @param limit how many were asked for
     */
    MapLevel(List<Landmark> read, int limit) {
        for (Landmark landmark : read) {
            landmarks.put(landmark.path(), landmark);
            if (!landmark.withdrawn()) {
                landmark.path()
                        .parent()
                        .ifPresent(parent -> children.computeIfAbsent(parent, key -> new ArrayList<>())
                                .add(landmark));
            }
        }
        last = read.size() < limit
                ? Optional.empty()
                : Optional.of(read.get(read.size() - 1).path().stepsKey());
    }

    /** Also if it was taken down. */
    Optional<Landmark> at(StoryPath path) {
        return Optional.ofNullable(landmarks.get(path));
    }

    List<Landmark> below(StoryPath parent) {
        return children.getOrDefault(parent, List.of());
    }

    /** Whether a page is there to be read; empty where reading ended before it. */
    Optional<Boolean> isOpen(StoryPath path) {
        return at(path).map(landmark -> !landmark.withdrawn())
                .or(() -> Optional.of(false).filter(closed -> isRead(path.stepsKey())));
    }

    boolean hasAllBelow(StoryPath parent) {
        // '/' is the character after '.', so all that begins with the parent's steps and a dot comes before it.
        return last.isEmpty() || !parent.isStart() && isRead(parent.stepsKey() + '/');
    }

    /** Steps are ASCII: their order is the same in Java and in every store. */
    private boolean isRead(String steps) {
        return last.filter(end -> end.compareTo(steps) < 0).isEmpty();
    }
}
