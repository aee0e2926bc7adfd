package me.feverdrea.http;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import me.feverdrea.story.Library;
import me.feverdrea.story.Story;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Tells on the console where the game opens; a story with an error ends the start here. */
@Singleton
final class Welcome {
    private static final Logger LOG = Logger.getLogger("feverdream");

    void greet(
            @Observes StartupEvent started,
            Library library,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
        String stories = library.all().stream().map(Story::title).collect(Collectors.joining(", "));
        LOG.infof("Open http://localhost:%d/ to play: %s", port, stories);
    }
}
