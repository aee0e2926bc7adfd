package me.feverdrea.tables;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import me.feverdrea.story.TableColumn;

/** DuckDB in memory: an independent reader of what is written for analysts. */
public final class Duck implements AutoCloseable {
    private final Connection connection;

    public Duck() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
    }

    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows as text, with a bar between the columns and {@code -} for null. */
    public List<String> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    String value = found.getString(i);
                    row.add(value == null ? "-" : value);
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }

    public String value(String sql) throws SQLException {
        return rows(sql).get(0);
    }

    public static String parquet(Path folder) {
        return "read_parquet('" + folder.resolve("branches-*.parquet") + "')";
    }

    public static String csv(Path folder) {
        return "read_csv('" + folder.resolve("branches-*.csv")
                + "', header = true, auto_detect = false, quote = '\"', escape = '\"', allow_quoted_nulls = false,"
                + " columns = {" + columns() + "})";
    }

    private static String columns() {
        return String.join(
                ", ",
                me.feverdrea.story.TableColumn.ALL.stream()
                        .map(column -> "'" + column.name() + "': '"
                                + switch (column.type()) {
                                    case TEXT, CHOICES -> "VARCHAR";
                                    case INTEGER -> "INTEGER";
                                    case LONG -> "BIGINT";
                                    case REAL -> "DOUBLE";
                                    case FLAG -> "BOOLEAN";
                                    case TIME -> "TIMESTAMP";
                                }
                                + "'")
                        .toList());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** What DuckDB calls it. */
    static String type(TableColumn.Type type) {
        return switch (type) {
            case TEXT -> "VARCHAR";
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case REAL -> "DOUBLE";
            case FLAG -> "BOOLEAN";
            case TIME -> "TIMESTAMP";
            case CHOICES -> "STRUCT(id VARCHAR, \"label\" VARCHAR)[]";
        };
    }
}
