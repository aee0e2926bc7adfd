package me.feverdrea.story;

import java.io.IOException;
import java.nio.file.Path;

/** A file of branches in one format, being written. */
public interface BranchFile extends AutoCloseable {

    /**
     * @param values in the order of {@link TableColumn#ALL}, typed: {@code String}, {@code Integer}, {@code Long}, {@code
     *     Double}, {@code Boolean}, {@code Instant}, a list of {@link Choice}, or null
     */
    void write(Object[] values) throws IOException;

    /** Makes the file whole. */
    @Override
    void close() throws IOException;

    /** How such files are made. */
    interface Format {
        /** Ending of the file's name, without the dot. */
        String ending();

        BranchFile create(Path file) throws IOException;
    }
}
