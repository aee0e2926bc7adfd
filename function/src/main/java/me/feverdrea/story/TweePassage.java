package me.feverdrea.story;

import java.util.List;
import java.util.Set;

/**
 * A passage as it stands in a Twee file, uninterpreted.
 *
 * @param line where its header stands, from 1
 * @param body its lines, without the blank ones at the end; the first stands at {@code line + 1}
 */
record TweePassage(String name, Set<String> tags, int line, List<String> body) {
    TweePassage {
        tags = Set.copyOf(tags);
        body = List.copyOf(body);
    }

    String text() {
        return String.join("\n", body);
    }
}
