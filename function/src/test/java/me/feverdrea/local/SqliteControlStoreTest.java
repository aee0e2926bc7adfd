package me.feverdrea.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import me.feverdrea.story.ControlStore;
import me.feverdrea.story.ControlStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteControlStoreTest extends ControlStoreContract {
    @TempDir
    Path folder;

    private final List<SqliteControlStore> open = new ArrayList<>();

    @Override
    protected ControlStore store() {
        SqliteControlStore store = new SqliteControlStore(folder);
        open.add(store);
        return store;
    }

    @AfterEach
    void close() {
        open.forEach(SqliteControlStore::close);
    }

    @Test
    void whatIsLongOverIsSweptAway() throws Exception {
        Instant now = Instant.now();
        store().spend("budget#long-ago", 10, now.minus(1, ChronoUnit.DAYS));
        assertTrue(store().claim("lease#now", "one", now, now.plusSeconds(30)));
        try (Connection tool = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("branches.sqlite"));
                ResultSet keys = tool.createStatement().executeQuery("SELECT group_concat(key) FROM control")) {
            assertEquals("lease#now", keys.getString(1));
        }
    }
}
