package me.feverdrea.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.Choice;
import me.feverdrea.story.Landmark;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.StoryPath;

/** Branches in one SQLite file. A full sync before a commit is answered keeps a branch through a power failure. */
public final class SqliteBranchStore implements BranchStore, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECTIONS = 8;

    /** The index {@code branches_map} has all the columns that are named here, so that no text is read. */
    static final String LEVEL = "SELECT steps, choice, choices, ending, withdrawn_at FROM %s"
            + " WHERE dream = ? AND depth = ? AND steps BETWEEN ? AND ? ORDER BY steps LIMIT ?";

    private final SqliteFile file;
    private final String table;
    private final Optional<Duration> kept;

    /** @param folder made if it is not there; the file in it is {@code branches.sqlite} */
    public SqliteBranchStore(Path folder) {
        this(new SqliteFile(folder, "/branches.sql", CONNECTIONS, SqliteFile.Sync.FULL), "branches", Optional.empty());
    }

    private SqliteBranchStore(SqliteFile file, String table, Optional<Duration> kept) {
        this.file = file;
        this.table = table;
        this.kept = kept;
    }

    /**
     * Private branches, in a table of their own.
     *
     * @param kept how long
     */
    public static SqliteBranchStore ofPrivates(Path folder, Duration kept) {
        SqliteFile file = new SqliteFile(folder, "/private.sql", CONNECTIONS, SqliteFile.Sync.FULL);
        return new SqliteBranchStore(file, "private_branches", Optional.of(kept));
    }

    @Override
    public Optional<Branch> find(StoryPath path) {
        return Optional.ofNullable(findAll(List.of(path)).get(path));
    }

    @Override
    public Map<StoryPath, Branch> findAll(Collection<StoryPath> paths) {
        if (paths.isEmpty()) {
            return Map.of();
        }
        List<String> keys = new ArrayList<>();
        keys.add(paths.iterator().next().dreamKey());
        paths.forEach(path -> keys.add(path.stepsKey()));
        String marks = String.join(", ", Collections.nCopies(paths.size(), "?"));
        Map<StoryPath, Branch> found = new HashMap<>();
        query("SELECT * FROM " + table + " WHERE dream = ? AND steps IN (" + marks + ")", keys)
                .forEach(branch -> found.put(branch.path(), branch));
        return found;
    }

    @Override
    public Branch commit(Branch branch) {
        Map<String, Object> columns = BranchColumns.of(branch);
        kept.ifPresent(time -> {
            file.change(
                    "DELETE FROM " + table + " WHERE expires_at < ?",
                    List.of(branch.createdAt().getEpochSecond()));
            columns.put("expires_at", branch.createdAt().plus(time).getEpochSecond());
        });
        String sql = "INSERT INTO " + table + " (" + String.join(", ", columns.keySet()) + ") VALUES ("
                + columns.keySet().stream().map(name -> "?").collect(Collectors.joining(", "))
                + ") ON CONFLICT (dream, steps) DO NOTHING";
        List<?> values = columns.values().stream()
                .map(value -> value instanceof List<?> choices ? json(choices) : value)
                .toList();
        if (file.change(sql, values) == 1) {
            return branch;
        }
        return find(branch.path()).orElseThrow();
    }

    @Override
    public List<Branch> subtree(StoryPath root, int limit) {
        String steps = root.stepsKey();
        return root.isStart()
                ? query(
                        "SELECT * FROM " + table + " WHERE dream = ? ORDER BY steps LIMIT ?",
                        List.of(root.dreamKey(), limit))
                : query(
                        // '/' is the character after '.', so the range holds all that begins with steps and a dot.
                        "SELECT * FROM " + table + " WHERE dream = ? AND (steps = ? OR steps > ? AND steps < ?)"
                                + " ORDER BY steps LIMIT ?",
                        List.of(root.dreamKey(), steps, steps + '.', steps + '/', limit));
    }

    @Override
    public List<Landmark> level(StoryPath root, int depth, int limit) {
        String steps = root.stepsKey();
        boolean isRoot = depth == root.depth();
        String from = isRoot || root.isStart() ? steps : steps + '.';
        // '~' comes after every character that a step can begin with.
        String to = isRoot ? steps : root.isStart() ? "~" : steps + '/';
        return file.prepare(LEVEL.formatted(table), select -> {
            select.setString(1, root.dreamKey());
            select.setInt(2, depth);
            select.setString(3, from);
            select.setString(4, to);
            select.setInt(5, limit);
            List<Landmark> level = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    level.add(landmark(root, rows));
                }
            }
            return level;
        });
    }

    private static Landmark landmark(StoryPath root, ResultSet row) throws SQLException {
        return Landmark.read(
                StoryPath.of(root.dreamKey(), row.getString(BranchColumns.STEPS)),
                row.getString("choice"),
                choices(row.getString(BranchColumns.CHOICES)),
                row.getString("ending"),
                row.getString(BranchColumns.WITHDRAWN_AT));
    }

    private List<Branch> query(String sql, List<?> parameters) {
        return file.prepare(sql, select -> {
            for (int i = 0; i < parameters.size(); i++) {
                select.setObject(i + 1, parameters.get(i));
            }
            List<Branch> branches = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    branches.add(branch(rows));
                }
            }
            return branches;
        });
    }

    private static Branch branch(ResultSet row) throws SQLException {
        ResultSetMetaData names = row.getMetaData();
        Map<String, Object> columns = new LinkedHashMap<>();
        for (int i = 1; i <= names.getColumnCount(); i++) {
            columns.put(names.getColumnName(i), row.getObject(i));
        }
        columns.put(BranchColumns.FALLBACK, row.getInt(BranchColumns.FALLBACK) == 1);
        return BranchColumns.read(columns, choices(row.getString(BranchColumns.CHOICES)));
    }

    private static String json(List<?> choices) {
        try {
            return JSON.writeValueAsString(choices);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Choice> choices(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<Choice>>() {});
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    "the choices of a branch are damaged: " + json + "; restore its row from a backup", e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
