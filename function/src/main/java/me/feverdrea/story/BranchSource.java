package me.feverdrea.story;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that a table of branches holds, row by row as it lies there, for who copies the table. Rows may be older than
 * this code, or damaged.
 */
public interface BranchSource extends AutoCloseable {

    /** Tells one source from another: a copy is only ever gone on with from its own. */
    String name();

    /** About how many rows there are; empty if that is not to be had for nothing. */
    OptionalLong estimate();

    /** Names of pieces that can be read side by side, the same whenever it is asked. */
    List<String> pieces();

    /**
     * Reads the rows of a piece, always in the same order.
     *
     * @param after mark of the last row that is known already; empty to begin with the first
     * @throws StoreException if the source does not answer
     */
    void read(String piece, Optional<String> after, Rows rows) throws IOException;

    @Override
    void close();

    /** Who takes the rows. */
    interface Rows {
        /**
         * @param values in the order of {@link TableColumn#ALL}: {@code String}, {@code Number}, {@code Boolean}, a list of
         *     {@link Choice}, or null
         * @param mark tells where the row lies in its piece
         * @return false if no more are wanted
         */
        boolean take(Object[] values, String mark) throws IOException;

        /**
         * What could not be read as a row.
         *
         * @param isLost whether rows are missing for it
         */
        void flaw(String what, boolean isLost);
    }
}
