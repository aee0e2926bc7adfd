package me.feverdrea.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.StoryPath;

/** Has the next pages dreamed while the site shows this one. */
@Path("/api/ahead")
public final class AheadResource {
    static final String PREFIX = "/api/ahead/";

    private final Dreamer dreamer;
    private final Readers readers;

    AheadResource(Dreamer dreamer, Readers readers) {
        this.dreamer = dreamer;
        this.readers = readers;
    }

    @GET
    @Path("{path:.+}")
    public Response ahead(@Context HttpServerRequest http) {
        StoryPath path = StoryPath.parse(http.path().substring(PREFIX.length()));
        return Response.ok(AheadView.of(dreamer.ahead(path, readers.of(http))), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
