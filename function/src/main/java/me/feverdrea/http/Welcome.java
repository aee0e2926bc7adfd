package me.feverdrea.http;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;
import me.feverdrea.story.Story;
import org.jboss.logging.Logger;

/** Makes what the game needs at once, so that a wrong setting ends the start, and tells where it opens. */
@Singleton
final class Welcome {
    private static final Logger LOG = Logger.getLogger("feverdream");

    private final Library library;

    Welcome(Library library) {
        this.library = library;
    }

    /** The parameter is the point: a singleton is made when somebody asks for it. */
    void prepare(@Observes StartupEvent starting, Dreamer dreamer) {
        LOG.debugf("%s is ready", dreamer);
    }

    void greet(@ObservesAsync HttpServerStart started) {
        String stories = library.all().stream().map(Story::title).collect(Collectors.joining(", "));
        LOG.infof("Open http://localhost:%d/ to play: %s", started.options().getPort(), stories);
    }
}
