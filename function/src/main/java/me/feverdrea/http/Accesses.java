package me.feverdrea.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import me.feverdrea.story.AccessLog;

/** Tells the access log of every request, once it is answered. */
@Singleton
final class Accesses {
    /** Before the filter that turns malformed paths away, so that those count too. */
    private static final int FIRST_OF_ALL = 2000;

    private final AccessLog log;
    private final InstantSource clock;

    Accesses(AccessLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    void register(@Observes Filters filters) {
        if (log != AccessLog.NONE) {
            filters.register(this::watch, FIRST_OF_ALL);
        }
    }

    private void watch(RoutingContext context) {
        long began = System.nanoTime();
        context.addEndHandler(end -> {
            HttpServerRequest request = context.request();
            log.write(new AccessLog.Access(
                    clock.instant(),
                    request.method().name(),
                    request.path() == null ? "" : request.path(),
                    context.response().getStatusCode(),
                    context.response().bytesWritten(),
                    Duration.ofNanos(System.nanoTime() - began)));
        });
        context.next();
    }
}
