package me.feverdrea.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import me.feverdrea.story.Atlas;
import me.feverdrea.story.StoryPath;

/** Maps of what is explored; nothing is dreamed for them. */
@Path("/api/map")
public final class MapResource {
    private static final String PREFIX = "/api/map/";

    private final Atlas atlas;
    private final Replies replies;

    MapResource(Atlas atlas, Replies replies) {
        this.atlas = atlas;
        this.replies = replies;
    }

    @GET
    @Path("{path:.+}")
    public Response map(@Context HttpServerRequest http, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        StoryPath root = StoryPath.parse(http.path().substring(PREFIX.length()));
        return replies.kept(MapView.of(atlas.map(root)), Replies.MINUTE, known);
    }
}
