package me.feverdrea.local;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import me.feverdrea.story.StoryPath;
import me.feverdrea.story.Withdrawals;

/** Marks rows of the SQLite file, also while a game reads them. */
public final class SqliteWithdrawals implements Withdrawals {
    private static final int PATH = 3;
    private static final int FROM = 4;
    private static final int TO = 5;

    private final Path folder;

    /** @param folder that holds {@code branches.sqlite} */
    public SqliteWithdrawals(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<StoryPath> withdraw(StoryPath path, boolean below, Instant when) {
        String schema = path.isPrivate() ? "/private.sql" : "/branches.sql";
        String table = path.isPrivate() ? "private_branches" : "branches";
        String steps = path.stepsKey();
        try (SqliteFile file = new SqliteFile(folder, schema, 1, SqliteFile.Sync.FULL)) {
            // '/' is the character after '.'
            return file.prepare(
                    "UPDATE " + table + " SET withdrawn_at = ?1 WHERE dream = ?2 AND withdrawn_at IS NULL"
                            + " AND (steps = ?3 OR steps >= ?4 AND steps < ?5) RETURNING steps",
                    statement -> {
                        statement.setString(1, when.toString());
                        statement.setString(2, path.dreamKey());
                        statement.setString(PATH, steps);
                        statement.setString(FROM, below ? steps + '.' : steps);
                        statement.setString(TO, below ? steps + '/' : steps);
                        return marked(statement, path.dreamKey());
                    });
        }
    }

    private static List<StoryPath> marked(PreparedStatement statement, String dream) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString(1));
            }
        }
        return steps.stream().sorted().map(each -> StoryPath.of(dream, each)).toList();
    }

    /** Nothing stays open between two calls. */
    @Override
    public void close() {}
}
