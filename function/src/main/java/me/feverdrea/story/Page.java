package me.feverdrea.story;

import java.time.Duration;
import java.util.Optional;

/** What stands at a story path. */
public sealed interface Page {

    StoryPath path();

    /** @param choice label that was taken to get here; empty at the start passage */
    record Authored(StoryPath path, Optional<String> choice, Passage passage) implements Page {
        public Ending ending() {
            return passage.links().isEmpty() ? Ending.AUTHORED : Ending.NONE;
        }
    }

    record Dreamed(Branch branch) implements Page {
        @Override
        public StoryPath path() {
            return branch.path();
        }
    }

    /** Somebody else is having it dreamed. */
    record Pending(StoryPath path, Duration retryAfter) implements Page {}
}
