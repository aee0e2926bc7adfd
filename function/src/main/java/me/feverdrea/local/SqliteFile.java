package me.feverdrea.local;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import me.feverdrea.story.StoreException;

/**
 * The file {@code branches.sqlite} of a folder, with the tables that one kind of store keeps in it. The write-ahead log lets
 * any number of processes read while one writes.
 */
final class SqliteFile implements AutoCloseable {
    /** Less than a reader is ready to wait. */
    private static final Duration WAIT = Duration.ofSeconds(3);
    // The first connection unpacks the driver as well, which takes a busy machine longer than any waiting for a lock.
    private static final Duration ACQUIRE = Duration.ofSeconds(20);

    /** How much of what was answered outlives a power failure; a killed process loses nothing either way. */
    enum Sync {
        FULL,
        NORMAL
    }

    interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private final Path file;
    private final AgroalDataSource connections;

    /**
     * @param folder made if it is not there
     * @param schema resource with the statements that make the tables where they are missing
     */
    SqliteFile(Path folder, String schema, int connections, Sync sync) {
        this.file = folder.resolve("branches.sqlite");
        try (InputStream statements = SqliteFile.class.getResourceAsStream(schema)) {
            Files.createDirectories(folder);
            this.connections = AgroalDataSource.from(configuration(connections, sync));
            try (Connection connection = this.connections.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate(new String(statements.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    folder + ": cannot be made or read (" + e.getMessage()
                            + "); set feverdream.data to a folder of yours",
                    e);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private AgroalDataSourceConfigurationSupplier configuration(int most, Sync sync) {
        return new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(most)
                        .acquisitionTimeout(ACQUIRE)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl("jdbc:sqlite:" + file)
                                .connectionProviderClassName("org.sqlite.JDBC")
                                .jdbcProperty("journal_mode", "WAL")
                                .jdbcProperty("synchronous", sync.name())
                                .jdbcProperty("busy_timeout", String.valueOf(WAIT.toMillis()))));
    }

    <T> T prepare(String sql, Work<T> work) {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Returns how many rows it changed. */
    int change(String sql, List<?> parameters) {
        return prepare(sql, statement -> {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            return statement.executeUpdate();
        });
    }

    private StoreException failure(SQLException e) {
        return new StoreException(
                file + ": " + e.getMessage()
                        + "; check that it is a branch table, writable, and that the disk has room",
                e);
    }

    @Override
    public void close() {
        connections.close();
    }
}
