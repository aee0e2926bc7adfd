package me.feverdrea.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import me.feverdrea.story.Page;

/**
 * A page that somebody else is having dreamed.
 *
 * @param status always {@code dreaming}
 * @param path where it will be
 */
@RegisterForReflection
record PendingView(String status, String path, long retryAfterMs) {

    static PendingView of(Page.Pending page) {
        return new PendingView(
                "dreaming", page.path().toString(), page.retryAfter().toMillis());
    }
}
