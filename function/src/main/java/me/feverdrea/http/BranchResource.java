package me.feverdrea.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;
import me.feverdrea.story.Page;
import me.feverdrea.story.StoryPath;

/** The API that the site reads. */
@Path("/api")
public final class BranchResource {
    static final String PREFIX = "/api/stories/";

    private final Library library;
    private final Dreamer dreamer;
    private final Replies replies;

    BranchResource(Library library, Dreamer dreamer, Replies replies) {
        this.library = library;
        this.dreamer = dreamer;
        this.replies = replies;
    }

    @GET
    @Path("stories")
    public Response stories(@HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return replies.kept(StoriesView.of(library.all(), library.errors()), Replies.MINUTES, known);
    }

    /** A page; the first reader of a page beyond a door has it dreamed. */
    @GET
    @Path("stories/{path:.+}")
    public Response branch(@Context HttpServerRequest http, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        StoryPath path = StoryPath.parse(http.path().substring(PREFIX.length()));
        Page page = dreamer.page(path, asksForItself(http));
        String cacheControl = page instanceof Page.Dreamed ? Replies.FOR_EVER : Replies.MINUTES;
        return replies.kept(BranchView.of(page), cacheControl, known);
    }

    @GET
    @Path("{other:.*}")
    public Response other() {
        throw new NotFoundException();
    }

    /** What nobody reads is not worth dreaming: a HEAD, a browser's prefetch. */
    private static boolean asksForItself(HttpServerRequest http) {
        String purpose = http.getHeader("Sec-Purpose");
        return http.method() == HttpMethod.GET && (purpose == null || !purpose.contains("prefetch"));
    }
}
