package me.feverdrea.inference;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import me.feverdrea.local.FolderModelStore;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.ModelStore;

/** The model bundle of the repository, or the one in the folder that the property `feverdream.models` names. */
final class ShippedBundle {
    /** Two threads, and room for some prefixes. */
    static final Engine ENGINE = new Engine(2, Duration.ofNanos(200_000), 8 << 20, Optional.empty());

    private ShippedBundle() {}

    static ModelStore store() {
        return new FolderModelStore(
                Path.of(System.getProperty("feverdream.models", "function/models")), Optional.empty());
    }

    static ModelBundle open() {
        return store().open();
    }
}
