package me.feverdrea.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes one list again of the tags that a client knows: they may come in several lines, and as a function they do. */
@Singleton
final class JoinedTags {
    private static final int FIRST = 1500;

    void register(@Observes Filters filters) {
        filters.register(JoinedTags::join, FIRST);
    }

    private static void join(RoutingContext context) {
        List<String> tags = context.request().headers().getAll(HttpHeaders.IF_NONE_MATCH);
        if (tags.size() > 1) {
            context.request().headers().set(HttpHeaders.IF_NONE_MATCH, String.join(",", tags));
        }
        context.next();
    }
}
