package me.feverdrea.story;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A place on the way to a door, authored or dreamed.
 *
 * @param choice label that led there; empty at the start passage
 * @param doors labels of its doors into the dream by their ids
 * @param isEnd whether the story is over there
 */
record Place(StoryPath path, String choice, String text, Map<String, String> doors, boolean isEnd) {

    private static Place of(StoryPath path, String choice, Passage passage) {
        return new Place(
                path,
                choice,
                passage.text(),
                passage.links().stream().filter(Link::isDoor).collect(Collectors.toMap(Link::id, Link::label)),
                passage.links().isEmpty());
    }

    static Place of(Branch branch) {
        return new Place(
                branch.path(),
                branch.choice(),
                branch.text(),
                branch.choices().stream().collect(Collectors.toMap(Choice::id, Choice::label)),
                branch.ending() != Ending.NONE);
    }

    /** Where the author's links alone lead; empty if that is nowhere. */
    static Optional<Place> authored(StoryPath path, Story story) {
        return story.passage(path.steps())
                .map(passage -> Place.of(path, story.label(path).orElse(""), passage));
    }

    /** Everywhere that its doors lead, in every take. */
    List<StoryPath> children(int takes) {
        return doors.keySet().stream()
                .sorted()
                .flatMap(id -> IntStream.range(0, takes).mapToObj(take -> new Step(id, take)))
                .filter(path::hasRoomFor)
                .map(path::child)
                .toList();
    }
}
