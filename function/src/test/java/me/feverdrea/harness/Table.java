package me.feverdrea.harness;

import java.util.Map;
import java.util.Optional;

/** The stores as somebody sees them who is not the game. */
interface Table extends AutoCloseable {

    /** All branches, by story path. */
    Map<String, Row> rows();

    Optional<Row> row(String path);

    /** Owner of the lease on the path, whether or not it has run out. */
    Optional<String> lease(String path);

    /** Generations charged to today's budget. */
    long charged();

    @Override
    void close();
}
