package me.feverdrea.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.feverdrea.story.Branch;
import me.feverdrea.story.Coverage;
import me.feverdrea.story.Walker;

/**
 * A round of the night walker, which the cloud's scheduler asks for with an event of its own. No edge leads here, since it
 * knows {@code /api/} alone; who has come past it shows by his address, which a function's URL writes and a scheduler does not.
 */
@Path("/night")
public final class NightResource {
    private static final String[] OF_A_READER = {"X-Forwarded-For", "CloudFront-Viewer-Address"};
    private static final int ALL_DREAMS = 999_999;

    private final Options options;
    private final Walker walker;
    private final ObjectMapper json;

    /**
     * @param branches to dream in a round at most; 0 if there is no night walker
     * @param time of a round; what is being written then is still finished
     * @param out takes a line of JSON about each round
     */
    public record Options(int branches, Duration time, PrintStream out) {}

    NightResource(Options options, Walker walker, ObjectMapper json) {
        this.options = options;
        this.walker = walker;
        this.json = json;
    }

    @POST
    public Response walk(@Context HttpServerRequest http) {
        if (options.branches() == 0 || isOfAReader(http)) {
            return Problem.of(Status.NOT_FOUND, "there is nothing here", http.path(), "begin at /")
                    .response();
        }
        ObjectNode round = told(walker.walk(
                new Walker.Plan(Optional.empty(), ALL_DREAMS, options.branches(), options.time(), path -> 0),
                new Rounds()));
        options.out().println(json.createObjectNode().set("night", round).toString());
        return Response.ok(round.toString(), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static boolean isOfAReader(HttpServerRequest http) {
        for (String header : OF_A_READER) {
            if (http.headers().contains(header)) {
                return true;
            }
        }
        return false;
    }

    /** Its limits end a round, and nobody else. */
    private static final class Rounds implements Walker.Watcher {
        @Override
        public void dreamed(Branch branch) {}

        @Override
        public boolean getAsBoolean() {
            return false;
        }
    }

    private ObjectNode told(Coverage walked) {
        ObjectNode round = json.createObjectNode();
        round.put("dreamed", walked.dreamed());
        round.put("doors", walked.doors());
        round.put("opened", walked.opened());
        round.put(
                "depth",
                walked.branchesByDepth().keySet().stream().max(Integer::compare).orElse(0));
        round.put("rejected", walked.rejected());
        round.put("fallbacks", walked.fallbacks());
        round.put("writingMs", walked.millis());
        round.put("ended", walked.stopped().orElse("everything is open"));
        return round;
    }
}
