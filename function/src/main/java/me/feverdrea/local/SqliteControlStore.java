package me.feverdrea.local;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import me.feverdrea.story.ControlStore;

/** Leases and budgets in the table {@code control} of the file of branches. */
public final class SqliteControlStore implements ControlStore, AutoCloseable {
    private static final int CONNECTIONS = 4;

    /** Longer than clocks differ: a row must not go while it means something to anybody. */
    private static final Duration AFTER_A_LEASE = Duration.ofHours(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final int SWEPT_AT_ONCE = 1000;

    private final SqliteFile file;
    private volatile Instant nextSweep = Instant.MIN;

    /** @param folder made if it is not there */
    public SqliteControlStore(Path folder) {
        this.file = new SqliteFile(folder, "/control.sql", CONNECTIONS, SqliteFile.Sync.NORMAL);
    }

    @Override
    public boolean claim(String key, String owner, Instant now, Instant until) {
        sweep(now);
        return file.change(
                        "INSERT INTO control (key, owner, until, expires_at) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until,"
                                + " expires_at = excluded.expires_at"
                                + " WHERE control.until < ? OR control.owner = excluded.owner",
                        List.of(key, owner, until.toEpochMilli(), afterLease(until), now.toEpochMilli()))
                == 1;
    }

    @Override
    public boolean isClaimed(String key, Instant now) {
        return file.prepare("SELECT 1 FROM control WHERE key = ? AND until >= ?", select -> {
            select.setString(1, key);
            select.setLong(2, now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        });
    }

    @Override
    public boolean renew(String key, String owner, Instant until) {
        return file.change(
                        "UPDATE control SET until = ?, expires_at = ? WHERE key = ? AND owner = ?",
                        List.of(until.toEpochMilli(), afterLease(until), key, owner))
                == 1;
    }

    @Override
    public void release(String key, String owner) {
        file.change("DELETE FROM control WHERE key = ? AND owner = ?", List.of(key, owner));
    }

    @Override
    public boolean spend(String key, int limit, Instant expires) {
        return limit > 0
                && file.change(
                                "INSERT INTO control (key, count, expires_at) VALUES (?, 1, ?)"
                                        + " ON CONFLICT (key) DO UPDATE SET count = count + 1 WHERE count < ?",
                                List.of(key, expires.getEpochSecond(), limit))
                        == 1;
    }

    @Override
    public String keep(String key, String value, Instant expires) {
        file.change(
                "INSERT INTO control (key, value, expires_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
                List.of(key, value, expires.getEpochSecond()));
        return file.prepare("SELECT value FROM control WHERE key = ?", select -> {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : value;
            }
        });
    }

    private void sweep(Instant now) {
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        file.change(
                "DELETE FROM control WHERE key IN (SELECT key FROM control WHERE expires_at < ? LIMIT ?)",
                List.of(now.getEpochSecond(), SWEPT_AT_ONCE));
    }

    private static long afterLease(Instant until) {
        return until.plus(AFTER_A_LEASE).getEpochSecond();
    }

    @Override
    public void close() {
        file.close();
    }
}
