package me.feverdrea.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The SQLite file that the games share, read through a connection of our own for each question. */
final class SqliteTable implements Table {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    SqliteTable(Path file) {
        this.file = file;
    }

    @Override
    public Map<String, Row> rows() {
        Map<String, Row> rows = new HashMap<>();
        ask("SELECT * FROM branches").forEach(columns -> {
            Row row = row(columns);
            rows.put(row.path(), row);
        });
        return rows;
    }

    @Override
    public Optional<Row> row(String path) {
        int cut = path.indexOf('/', path.indexOf('/') + 1);
        return ask(
                        "SELECT * FROM branches WHERE dream = ? AND steps = ?",
                        path.substring(0, cut),
                        path.substring(cut + 1))
                .stream()
                .findFirst()
                .map(SqliteTable::row);
    }

    private static Row row(Map<String, String> columns) {
        StringBuilder choices = new StringBuilder();
        try {
            for (JsonNode choice : JSON.readTree(columns.get("choices"))) {
                choices.append("> ")
                        .append(choice.path("id").asText())
                        .append(' ')
                        .append(choice.path("label").asText())
                        .append('\n');
            }
        } catch (JsonProcessingException torn) {
            choices.append(columns.get("choices"));
        }
        columns.put("choices", choices.toString());
        return new Row(columns);
    }

    @Override
    public Optional<String> lease(String path) {
        return ask("SELECT owner FROM control WHERE key = ?", "lease#" + path).stream()
                .findFirst()
                .map(columns -> columns.get("owner"));
    }

    @Override
    public long charged() {
        return ask("SELECT count FROM control WHERE key = ?", "budget#" + LocalDate.now(ZoneOffset.UTC)).stream()
                .findFirst()
                .map(columns -> Long.parseLong(columns.get("count")))
                .orElse(0L);
    }

    /** What SQLite itself says of its file: {@code ok}. */
    String integrity() {
        return ask("PRAGMA integrity_check").get(0).get("integrity_check");
    }

    private List<Map<String, String>> ask(String sql, String... values) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            List<Map<String, String>> rows = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(columns(found));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(file + ": " + sql, e);
        }
    }

    private static Map<String, String> columns(ResultSet row) throws SQLException {
        Map<String, String> columns = new TreeMap<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            String value = row.getString(i);
            if (value != null) {
                columns.put(row.getMetaData().getColumnName(i), value);
            }
        }
        return columns;
    }

    @Override
    public void close() {
        // Nothing is held between questions.
    }
}
