package me.feverdrea.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The places from a story's start to the parent of a path, as far as they exist. */
record Lineage(List<Place> places) {

    /**
     * A stored branch goes before whatever passage may stand at its path by now.
     *
     * @throws RefusedException if a page on the way was taken down: nothing grows below it any more
     */
    static Lineage of(StoryPath path, Story story, Stores stores) {
        List<StoryPath> ancestors = new ArrayList<>();
        for (int depth = 0; depth < path.depth(); depth++) {
            ancestors.add(path.ancestor(depth));
        }
        Map<StoryPath, Branch> stored = stores.findAll(ancestors.subList(1, ancestors.size()));
        if (stored.values().stream().anyMatch(branch -> branch.withdrawnAt().isPresent())) {
            throw new RefusedException(
                    RefusedException.Reason.WITHDRAWN,
                    path.toString(),
                    "a page on the way here was taken down",
                    "go back and take another way");
        }
        return new Lineage(ancestors.stream()
                .flatMap(at ->
                        Optional.ofNullable(stored.get(at)).map(Place::of).or(() -> Place.authored(at, story)).stream())
                .toList());
    }

    /** The place that the path is a step from; empty if nobody has been there. */
    Optional<Place> parentOf(StoryPath path) {
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(places.get(places.size() - 1))
                        .filter(place -> place.path().depth() == path.depth() - 1);
    }

    List<Turn> turns(Story story) {
        return places.stream()
                .map(place -> new Turn(story.withStandIns(place.choice()), story.withStandIns(place.text())))
                .toList();
    }
}
