package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every branch store promises. Each test uses a dream of its own, so that a store may be shared. */
public abstract class BranchStoreContract {

    protected abstract BranchStore store();

    protected static Branch branch(String path, String text) {
        return MadeBranches.branch(
                path,
                text,
                Ending.NONE,
                List.of(new Choice("1", "Climb"), new Choice("2", "Call {friend} > '; DROP TABLE branches; --")));
    }

    @Test
    void theUnknownIsEmpty() {
        assertEquals(Optional.empty(), store().find(StoryPath.parse("unknown/1/a")));
        assertEquals(
                Map.of(), store().findAll(List.of(StoryPath.parse("unknown/1/a"), StoryPath.parse("unknown/1/b"))));
        assertEquals(Map.of(), store().findAll(List.of()));
        assertEquals(List.of(), store().subtree(StoryPath.parse("unknown/1"), 10));
        assertEquals(List.of(), store().subtree(StoryPath.parse("unknown/1/a"), 10));
    }

    @Test
    void aBranchComesBackAsItWasWritten() {
        Branch branch = branch("same/1/a~b", "It wakes.\n\nÜber dem Brunnen: \uD83D\uDD77 — “no”, it says,\ttwice.");
        assertEquals(branch, store().commit(branch));
        assertEquals(Optional.of(branch), store().find(branch.path()));
        assertEquals(branch.sha256(), store().find(branch.path()).orElseThrow().sha256());
    }

    @Test
    void theFirstWriterWinsAndTheSecondIsToldWhatStands() {
        Branch first = branch("first/1/a", "The first.");
        Branch second = branch("first/1/a", "The second.");
        store().commit(first);
        assertEquals(first, store().commit(second));
        assertEquals(Optional.of(first), store().find(first.path()));
        assertEquals(first, store().commit(first));
    }

    @Test
    void ofManyWritersAtOnceAllAreToldTheSame() throws InterruptedException {
        Set<String> told = ConcurrentHashMap.newKeySet();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> writers = IntStream.range(0, 12)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        go.await();
                        told.add(store().commit(branch("race/1/a", "Writer " + i))
                                .text());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        go.countDown();
        for (Thread writer : writers) {
            writer.join();
        }
        assertEquals(1, told.size());
        assertTrue(told.contains(
                store().find(StoryPath.parse("race/1/a")).orElseThrow().text()));
    }

    @Test
    void thoseOfManyPathsThatExistAreFound() {
        Branch a = store().commit(branch("many/1/a", "A"));
        Branch b = store().commit(branch("many/1/a.1", "B"));
        store().commit(branch("many/2/a", "another dream"));
        Map<StoryPath, Branch> found = store().findAll(List.of(a.path(), StoryPath.parse("many/1/c"), b.path()));
        assertEquals(Map.of(a.path(), a, b.path(), b), found);
    }

    @Test
    void hundredsOfPathsAreFoundAtOnce() {
        List<StoryPath> paths = IntStream.rangeClosed(1, 230)
                .mapToObj(i -> StoryPath.parse("hundreds/1/a-" + i + "x"))
                .toList();
        paths.stream()
                .filter(path -> path.hashCode() % 2 == 0)
                .forEach(path -> store().commit(branch(path.toString(), "x")));
        assertEquals(
                Set.copyOf(
                        paths.stream().filter(path -> path.hashCode() % 2 == 0).toList()),
                store().findAll(paths).keySet());
    }

    @Test
    void aSubtreeIsTheBranchAndWhatIsBelowItAndNothingElse() {
        List<String> within = List.of("tree/1/a", "tree/1/a.1", "tree/1/a.1.2", "tree/1/a.1~b", "tree/1/a.2");
        List<String> beside =
                List.of("tree/1/a-b", "tree/1/a-b.1", "tree/1/a~b", "tree/1/a~b.1", "tree/1/ab", "tree/11/a");
        within.forEach(path -> store().commit(branch(path, path)));
        beside.forEach(path -> store().commit(branch(path, path)));
        assertEquals(Set.copyOf(within), texts("tree/1/a", 100));
        assertEquals(Set.of("tree/1/a.1", "tree/1/a.1.2"), texts("tree/1/a.1", 100));
        assertEquals(
                within.size() + beside.size() - 1,
                store().subtree(StoryPath.parse("tree/1"), 100).size());
        assertEquals(3, store().subtree(StoryPath.parse("tree/1"), 3).size());
        assertEquals(Set.of("tree/1/a", "tree/1/a.1"), texts("tree/1/a", 2));
    }

    private Set<String> texts(String root, int limit) {
        return Set.copyOf(store().subtree(StoryPath.parse(root), limit).stream()
                .map(Branch::text)
                .toList());
    }
}
