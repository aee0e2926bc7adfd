package me.feverdrea.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.BranchStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlitePrivateStoreTest extends BranchStoreContract {
    private static final Duration KEPT = Duration.ofDays(30);

    @TempDir
    Path folder;

    private SqliteBranchStore store;

    @BeforeEach
    void open() {
        store = SqliteBranchStore.ofPrivates(folder, KEPT);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected BranchStore store() {
        return store;
    }

    @Test
    void whatWasKeptLongEnoughGoesWhenMoreIsWritten() throws Exception {
        Branch old = store.commit(branch("old/1/a", "Old."));
        Branch young = branch("young/1/a", "Young.");
        Instant later = old.createdAt().plus(KEPT).plusSeconds(1);
        store.commit(new Branch(
                young.path(),
                young.choice(),
                young.text(),
                young.choices(),
                young.ending(),
                young.provenance(),
                later,
                young.withdrawnAt()));
        try (Connection tool = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("branches.sqlite"));
                ResultSet row = tool.createStatement().executeQuery("SELECT dream, expires_at FROM private_branches")) {
            assertEquals("young/1", row.getString(1));
            assertEquals(later.plus(KEPT).getEpochSecond(), row.getLong(2));
            assertEquals(true, row.next() && !row.next());
        }
    }
}
