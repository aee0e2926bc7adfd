package me.feverdrea.story;

import java.util.Optional;

/**
 * A way on that the author wrote.
 *
 * @param id a {@link ChoiceId} of the authored kind, unique in its passage
 * @param target name of the passage it leads to; empty for a door into the dream
 */
public record Link(String id, String label, Optional<String> target) {

    public boolean isDoor() {
        return target.isEmpty();
    }
}
