package me.feverdrea.http;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;
import me.feverdrea.story.Story;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes what the game needs at once, so that a wrong setting ends the start, and tells where it opens. */
@Singleton
final class Welcome {
    private static final Logger LOG = Logger.getLogger("feverdream");

    private final Instance<Library> library;
    private final boolean isServer;

    /** @param isServer false in a process that runs a command: that makes what it needs itself */
    Welcome(Instance<Library> library, @ConfigProperty(name = "quarkus.http.host-enabled") boolean isServer) {
        this.library = library;
        this.isServer = isServer;
    }

    /** To be asked for is the point: a singleton is made when somebody asks for it. */
    void prepare(@Observes StartupEvent starting, Instance<Dreamer> dreamer) {
        if (isServer) {
            LOG.debugf("%s is ready", dreamer.get());
        }
    }

    void greet(@ObservesAsync HttpServerStart started) {
        String stories = library.get().all().stream().map(Story::title).collect(Collectors.joining(", "));
        LOG.infof("Open http://localhost:%d/ to play: %s", started.options().getPort(), stories);
    }
}
