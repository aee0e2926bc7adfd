package me.feverdrea.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Locale;
import me.feverdrea.story.Ahead;

/** How far the next pages are, and no word of them: who reads one asks for it. */
@RegisterForReflection
record AheadView(String path, List<ChildView> children) {

    /** @param status {@code stored}, {@code dreamed}, {@code dreaming}, {@code refused} or {@code undreamed} */
    @RegisterForReflection
    record ChildView(String path, String status) {}

    static AheadView of(Ahead ahead) {
        return new AheadView(
                ahead.path().toString(),
                ahead.children().stream()
                        .map(child -> new ChildView(
                                child.path().toString(), child.status().name().toLowerCase(Locale.ROOT)))
                        .toList());
    }
}
