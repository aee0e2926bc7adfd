package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store of pages that maps may show promises besides. */
public abstract class PublicBranchStoreContract extends BranchStoreContract {

    @Test
    void aLevelIsWhatIsAtOneDepthBelowAPlaceInTheOrderOfItsSteps() {
        List<String> within = List.of("level/1/a.1", "level/1/a.1~b", "level/1/a.2");
        List<String> beside =
                List.of("level/1/a", "level/1/a.1.1", "level/1/a-b.1", "level/1/a~b.1", "level/1/ab.1", "level/11/a.1");
        beside.forEach(path -> store().commit(branch(path, "beside")));
        within.forEach(path -> store().commit(branch(path, "within")));
        assertEquals(within, level("level/1/a", 2, 100));
        assertEquals(within.subList(0, 2), level("level/1/a", 2, 2));
        assertEquals(List.of("level/1/a.1.1"), level("level/1/a", 3, 100));
        assertEquals(List.of("level/1/a"), level("level/1/a", 1, 100));
        assertEquals(List.of("level/1/a"), level("level/1", 1, 100));
        assertEquals(
                List.of(
                        "level/1/a-b.1",
                        "level/1/a.1",
                        "level/1/a.1~b",
                        "level/1/a.2",
                        "level/1/ab.1",
                        "level/1/a~b.1"),
                level("level/1", 2, 100));
        assertEquals(List.of(), level("level/1", 0, 100));
        assertEquals(List.of(), level("level/1/a", 4, 100));
        assertEquals(List.of(), level("level/1/b", 1, 100));
    }

    @Test
    void aLevelShowsAllOfABranchButItsText() {
        Branch branch = store().commit(branch("landmark/1/a", "Nobody reads this."));
        assertEquals(List.of(Landmark.of(branch)), store().level(branch.path(), 1, 1));
    }

    @Test
    void aLevelOfManyComesInOrderAndIsCutWhereItIsAsked() {
        List<String> paths = IntStream.rangeClosed(1, 120)
                .mapToObj(i -> "crowd/1/a.%03dx".formatted(i))
                .toList();
        paths.forEach(path -> store().commit(branch(path, "x".repeat(12_000))));
        assertEquals(paths, level("crowd/1/a", 2, 500));
        assertEquals(paths.subList(0, 101), level("crowd/1", 2, 101));
    }

    private List<String> level(String root, int depth, int limit) {
        return store().level(StoryPath.parse(root), depth, limit).stream()
                .map(landmark -> landmark.path().toString())
                .toList();
    }
}
