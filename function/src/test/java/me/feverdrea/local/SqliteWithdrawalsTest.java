package me.feverdrea.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import me.feverdrea.story.AskedBy;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.Ending;
import me.feverdrea.story.FinishReason;
import me.feverdrea.story.GateScores;
import me.feverdrea.story.Provenance;
import me.feverdrea.story.Recipe;
import me.feverdrea.story.StoryPath;
import me.feverdrea.story.Withdrawals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteWithdrawalsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    Path folder;

    private SqliteBranchStore store;
    private Withdrawals withdrawals;

    @BeforeEach
    void open() {
        store = new SqliteBranchStore(folder);
        withdrawals = new SqliteWithdrawals(folder);
        List.of("well/1/a", "well/1/a.1", "well/1/a.1.2", "well/1/a-b", "well/1/a.2", "well/2/a")
                .forEach(path -> store.commit(branch(path)));
    }

    @AfterEach
    void close() {
        withdrawals.close();
        store.close();
    }

    private static Branch branch(String path) {
        return new Branch(
                StoryPath.parse(path),
                "Lift the lid",
                "It wakes.",
                List.of(),
                Ending.NONE,
                new Provenance(
                        AskedBy.READER,
                        new Recipe("scripted-0000000000", 1, "none"),
                        1,
                        2,
                        3,
                        FinishReason.END_OF_TEXT,
                        4,
                        1,
                        false,
                        new GateScores(2, 0, 0, 0, 0, 0, 0, 0, 0)),
                NOW,
                Optional.empty());
    }

    private List<String> withdraw(String path, boolean below, Instant when) {
        return withdrawals.withdraw(StoryPath.parse(path), below, when).stream()
                .map(StoryPath::toString)
                .toList();
    }

    private static Optional<Instant> withdrawnAt(BranchStore in, String path) {
        return in.find(StoryPath.parse(path)).orElseThrow().withdrawnAt();
    }

    @Test
    void onePageIsMarkedAndNothingElse() {
        assertEquals(List.of("well/1/a.1"), withdraw("well/1/a.1", false, NOW));
        assertEquals(Optional.of(NOW), withdrawnAt(store, "well/1/a.1"));
        for (String other : List.of("well/1/a", "well/1/a.1.2", "well/1/a-b", "well/1/a.2", "well/2/a")) {
            assertEquals(Optional.empty(), withdrawnAt(store, other), other);
        }
    }

    @Test
    void whatFollowsGoesAlongIfAskedAndNotWhatOnlyBeginsAlike() {
        assertEquals(List.of("well/1/a.1", "well/1/a.1.2"), withdraw("well/1/a.1", true, NOW));
        assertEquals(Optional.empty(), withdrawnAt(store, "well/1/a.2"));
        assertEquals(List.of("well/1/a", "well/1/a.2"), withdraw("well/1/a", true, NOW));
        assertEquals(Optional.empty(), withdrawnAt(store, "well/1/a-b"));
    }

    @Test
    void theFirstTimeCountsAndNothingIsMade() {
        withdraw("well/1/a", false, NOW);
        assertEquals(List.of(), withdraw("well/1/a", false, NOW.plusSeconds(60)));
        assertEquals(Optional.of(NOW), withdrawnAt(store, "well/1/a"));
        assertEquals(List.of(), withdraw("well/3/a", true, NOW));
        assertEquals(Optional.empty(), store.find(StoryPath.parse("well/3/a")));
    }

    @Test
    void aPrivatePageIsMarkedInItsOwnTable() {
        String path = "well/1/_" + "a".repeat(22);
        try (SqliteBranchStore privates = SqliteBranchStore.ofPrivates(folder, Duration.ofDays(30))) {
            privates.commit(branch(path));
            assertEquals(List.of(path), withdraw(path, false, NOW));
            assertEquals(Optional.of(NOW), withdrawnAt(privates, path));
        }
    }
}
