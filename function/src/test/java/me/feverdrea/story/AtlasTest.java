package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import me.feverdrea.story.Explored.Node;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AtlasTest extends WellStory {
    private Atlas atlas;

    @BeforeEach
    void bind() {
        atlas = new Atlas(library, new Stores(store, privates, control), Clock.systemUTC());
    }

    private Explored map(String path) {
        return atlas.map(StoryPath.parse(path));
    }

    private static Node node(Explored map, String path) {
        return map.nodes().stream()
                .filter(node -> node.path().toString().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> paths(Explored map) {
        return map.nodes().stream().map(node -> node.path().toString()).toList();
    }

    private static Optional<Boolean> open(Node node, String id) {
        return node.ways().stream()
                .filter(way -> way.id().equals(id))
                .findFirst()
                .orElseThrow()
                .open();
    }

    private Reason refusedMap(String path) {
        return assertThrows(RefusedException.class, () -> map(path)).reason();
    }

    /** A page of which the model wrote nothing. */
    private void commit(String path) {
        store.commit(BranchStoreContract.branch(path, path));
    }

    private void takeDown(String path) {
        Branch page = store.find(StoryPath.parse(path)).orElseThrow();
        store.replace(new Branch(
                page.path(),
                page.choice(),
                page.text(),
                page.choices(),
                page.ending(),
                page.provenance(),
                page.createdAt(),
                Optional.of(Instant.now())));
    }

    @Test
    void whatTheAuthorWroteIsOnEveryMapAndNothingIsDreamedForIt() {
        Explored map = map("well/1");
        assertEquals(List.of("well/1", "well/1/go-to-the-house"), paths(map));
        Node start = map.nodes().get(0);
        assertEquals(Optional.empty(), start.choice());
        assertFalse(start.dreamed());
        assertFalse(start.truncated());
        assertEquals(Optional.of(false), open(start, "lift-the-lid"));
        assertEquals(Optional.of(true), open(start, "go-to-the-house"));
        Node house = map.nodes().get(1);
        assertEquals(Optional.of("Go to the house"), house.choice());
        assertEquals(Ending.AUTHORED, house.ending());
        assertEquals(0, writer.written());
    }

    @Test
    void whatWasDreamedIsOnItWithItsTakesAndItsDoorsAreOpen() {
        dream("well/1/lift-the-lid");
        dream("well/1/lift-the-lid.2");
        dream("well/1/lift-the-lid.2~b");
        dream("well/2/lift-the-lid");
        Explored map = map("well/1");
        assertEquals(
                List.of(
                        "well/1",
                        "well/1/go-to-the-house",
                        "well/1/lift-the-lid",
                        "well/1/lift-the-lid.2",
                        "well/1/lift-the-lid.2~b"),
                paths(map));
        assertEquals(Optional.of(true), open(map.nodes().get(0), "lift-the-lid"));
        Node lid = node(map, "well/1/lift-the-lid");
        assertTrue(lid.dreamed());
        assertEquals(Optional.of("Lift the lid"), lid.choice());
        assertEquals(Optional.of(false), open(lid, "1"));
        assertEquals(Optional.of(true), open(lid, "2"));
        assertEquals(List.of("well/1/lift-the-lid.2~b"), paths(map("well/1/lift-the-lid.2~b")));
    }

    @Test
    void aDoorIsOpenOnlyIfItsFirstTakeIsThere() {
        dream("well/1/lift-the-lid~b");
        Explored map = map("well/1");
        assertEquals(Optional.of(false), open(map.nodes().get(0), "lift-the-lid"));
        assertTrue(paths(map).contains("well/1/lift-the-lid~b"));
    }

    @Test
    void threeLevelsAreShownAndWhatLiesBelowIsSaid() {
        for (String path : List.of("a", "a.1", "a.1.1", "a.1.1.1", "a.1.1.1.1", "a.1.1.2.1")) {
            commit("deep/1/" + path);
        }
        commit("deep/1/a.1.1.2");
        Explored map = map("deep/1/a");
        assertEquals(List.of("deep/1/a", "deep/1/a.1", "deep/1/a.1.1", "deep/1/a.1.1.1", "deep/1/a.1.1.2"), paths(map));
        assertEquals(
                Set.of("deep/1/a.1.1.1", "deep/1/a.1.1.2"),
                map.nodes().stream()
                        .filter(Node::truncated)
                        .map(node -> node.path().toString())
                        .collect(Collectors.toSet()));
        assertEquals(Optional.of(true), open(node(map, "deep/1/a.1.1.1"), "1"));
        assertEquals(Optional.of(false), open(node(map, "deep/1/a.1.1.1"), "2"));
    }

    @Test
    void whatIsPrivateOrTakenDownIsOnNoMapAndNeitherIsWhatHangsOnIt() {
        commit("well/1/lift-the-lid");
        commit("well/1/lift-the-lid.1");
        commit("well/1/lift-the-lid.1.1");
        commit("well/1/lift-the-lid.2");
        takeDown("well/1/lift-the-lid.1");
        dreamer.say(StoryPath.parse("well/1/lift-the-lid"), "_AAAAAAAAAAAAAAAAAAAAAA", "look down", READER);
        Explored map = map("well/1/lift-the-lid");
        assertEquals(List.of("well/1/lift-the-lid", "well/1/lift-the-lid.2"), paths(map));
        assertEquals(Optional.of(false), open(map.nodes().get(0), "1"));
        assertFalse(map.nodes().get(0).truncated());
        assertEquals(Reason.WITHDRAWN, refusedMap("well/1/lift-the-lid.1"));
        int reads = store.reads();
        assertEquals(Reason.ABSENT, refusedMap("well/1/lift-the-lid._AAAAAAAAAAAAAAAAAAAAAA"));
        assertEquals(reads, store.reads());
        assertEquals(0, privates.rows());
    }

    @Test
    void whereNobodyHasBeenThereIsNoMapAndFindingThatOutTakesTwoReads() {
        for (String path : List.of("well/1/lift-the-lid", "well/1/never", "nowhere/1/a", "well/4/lift-the-lid")) {
            int reads = store.reads();
            assertEquals(Reason.ABSENT, refusedMap(path));
            assertEquals(2, store.reads() - reads);
        }
        int reads = store.reads();
        assertEquals(Reason.ABSENT, refusedMap("well/4"));
        assertEquals(Reason.ABSENT, refusedMap("nowhere/1"));
        assertEquals(reads, store.reads());
    }

    @Test
    void aStoredPageHasAMapWhateverBecameOfItsStory() throws Exception {
        commit("gone/99/a");
        commit("gone/99/a.1");
        assertEquals(List.of("gone/99/a", "gone/99/a.1"), paths(map("gone/99/a")));
        dream("well/1/lift-the-lid");
        Files.writeString(folder.resolve("well.twee"), STORY.replace("[[Lift the lid->*]]", "[[Lift the lid->House]]"));
        library = new Library(folder, Clock.systemUTC());
        bind();
        Explored map = map("well/1");
        assertTrue(node(map, "well/1/lift-the-lid").dreamed());
        assertEquals(3, map.nodes().size());
    }

    @Test
    void anAuthorsCircleEndsWithTheMap() throws Exception {
        Files.writeString(
                folder.resolve("well.twee"),
                STORY.replace("leads out.", "leads out.\n\n[[Go back->Start]]\n[[Dig->*]]"));
        library = new Library(folder, Clock.systemUTC());
        bind();
        Explored map = map("well/1");
        assertEquals(
                List.of(
                        "well/1",
                        "well/1/go-to-the-house",
                        "well/1/go-to-the-house.go-back",
                        "well/1/go-to-the-house.go-back.go-to-the-house"),
                paths(map));
        assertTrue(map.nodes().get(3).truncated());
        assertEquals(Optional.of(true), open(map.nodes().get(3), "go-back"));
        assertEquals(Optional.of(false), open(map.nodes().get(3), "dig"));
    }

    /** 20 children each, as takes and choices allow: 8,421 pages. */
    @Test
    void aMapOfThousandsIsCutAndItsCostIsBounded() {
        List<String> steps = IntStream.rangeClosed(1, 4)
                .boxed()
                .flatMap(choice -> List.of("", "~b", "~c", "~d", "~e").stream().map(take -> choice + take))
                .toList();
        commit("wide/1/a");
        for (String one : steps) {
            commit("wide/1/a." + one);
            for (String two : steps) {
                commit("wide/1/a." + one + '.' + two);
                steps.forEach(three -> commit("wide/1/a." + one + '.' + two + '.' + three));
            }
        }
        int reads = store.reads();
        Explored map = map("wide/1/a");
        assertEquals(5, store.reads() - reads);
        assertTrue(store.rows() <= 3 * Atlas.BRANCHES, store.rows() + " rows");
        assertEquals(Atlas.BRANCHES, map.nodes().size());
        assertEquals(Atlas.BRANCHES, Set.copyOf(paths(map)).size());
        assertFalse(map.nodes().get(0).truncated());
        // All 400 of the second level are there, and 79 of the third: the first parents have all of theirs.
        List<Node> second =
                map.nodes().stream().filter(node -> node.path().depth() == 3).toList();
        assertEquals(400, second.size());
        assertEquals(397, second.stream().filter(Node::truncated).count());
        assertEquals(Optional.of(true), open(second.get(0), "1"));
        // Beyond the 500 that were read nothing is claimed.
        assertEquals(Optional.empty(), open(second.get(399), "1"));
    }

    @Test
    void aMapTakesNoTurnAndNoLease() {
        dreamer = dreamer(Duration.ZERO, 0);
        map("well/1");
        assertEquals(0, control.writes());
    }
}
