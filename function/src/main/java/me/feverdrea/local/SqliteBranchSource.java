package me.feverdrea.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.Choice;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TableColumn;

/** The table {@code branches} of a SQLite file as rows, in the order of its key, also while a game writes to it. */
public final class SqliteBranchSource implements BranchSource {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Choice>> CHOICES = new TypeReference<>() {};
    private static final int CHOICES_INDEX = TableColumn.index(BranchColumns.CHOICES);
    private static final int DREAM = TableColumn.index(BranchColumns.DREAM);
    private static final int STEPS = TableColumn.index(BranchColumns.STEPS);
    private static final String PIECE = "1";

    private final Path file;
    private final Connection connection;

    /** @param folder that holds {@code branches.sqlite}; nothing is made if it does not */
    public SqliteBranchSource(Path folder) {
        this.file = folder.resolve("branches.sqlite").toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + ": no such file; play first, or set feverdream.data", null);
        }
        try {
            this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = 1");
                statement.execute("PRAGMA busy_timeout = 5000");
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public String name() {
        return "sqlite " + file;
    }

    @Override
    public OptionalLong estimate() {
        try (var statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM branches")) {
            return OptionalLong.of(count.getLong(1));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public List<String> pieces() {
        return List.of(PIECE);
    }

    @Override
    public void read(String piece, Optional<String> after, Rows rows) throws IOException {
        String from = after.isPresent() ? " WHERE (dream, steps) > (?, ?)" : "";
        try (PreparedStatement select =
                connection.prepareStatement("SELECT * FROM branches" + from + " ORDER BY dream, steps")) {
            if (after.isPresent()) {
                String[] key = after.get().split("\n", 2);
                select.setString(1, key[0]);
                select.setString(2, key[1]);
            }
            try (ResultSet found = select.executeQuery()) {
                int[] places = places(found.getMetaData(), rows);
                boolean goOn = true;
                while (goOn && found.next()) {
                    Object[] values = values(found, places, rows);
                    goOn = rows.take(values, values[DREAM] + "\n" + values[STEPS]);
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Where each column of the table lies in the file; 0 for one that an older file lacks. */
    private static int[] places(ResultSetMetaData names, Rows rows) throws SQLException {
        int[] places = new int[TableColumn.ALL.size()];
        for (int i = 1; i <= names.getColumnCount(); i++) {
            String name = names.getColumnName(i);
            Optional<TableColumn> known = TableColumn.ALL.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst();
            if (known.isPresent()) {
                places[TableColumn.index(name)] = i;
            } else {
                rows.flaw("a column " + name + " that this version does not know, left out", false);
            }
        }
        return places;
    }

    private static Object[] values(ResultSet row, int[] places, Rows rows) throws SQLException {
        Object[] values = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = places[i] == 0 ? null : row.getObject(places[i]);
        }
        if (values[CHOICES_INDEX] instanceof String json) {
            try {
                values[CHOICES_INDEX] = JSON.readValue(json, CHOICES);
            } catch (JsonProcessingException damaged) {
                rows.flaw("rows whose choices are no JSON", false);
                values[CHOICES_INDEX] = null;
            }
        }
        return values;
    }

    private StoreException failure(SQLException e) {
        return new StoreException(file + ": " + e.getMessage() + "; check that it is a file of branches", e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
