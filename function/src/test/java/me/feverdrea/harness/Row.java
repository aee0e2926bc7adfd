package me.feverdrea.harness;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import me.feverdrea.story.Sha256;

/** A row of the branch table, as its columns' texts; {@code choices} is what {@code > id label} lines say. */
record Row(Map<String, String> columns) {
    /** How many columns a whole row has: all but {@code withdrawn_at}. */
    static final int COLUMNS = 32;

    String path() {
        return columns.get("dream") + '/' + columns.get("steps");
    }

    String text() {
        return columns.get("text");
    }

    String createdAt() {
        return columns.get("created_at");
    }

    /** Changes with any column. */
    String fingerprint() {
        return Sha256.hex(new TreeMap<>(columns).toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it has all its columns, and text and choices are those that its hash was made of. */
    boolean isWhole() {
        String seen = text() + '\n' + columns.get("choices");
        return columns.size() >= COLUMNS
                && Sha256.hex(seen.getBytes(StandardCharsets.UTF_8)).equals(columns.get("sha256"));
    }
}
