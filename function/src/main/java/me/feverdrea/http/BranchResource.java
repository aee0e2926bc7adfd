package me.feverdrea.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
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
    private final Readers readers;
    private final Saying saying;

    BranchResource(Library library, Dreamer dreamer, Replies replies, Readers readers, Saying saying) {
        this.library = library;
        this.dreamer = dreamer;
        this.replies = replies;
        this.readers = readers;
        this.saying = saying;
    }

    @GET
    @Path("stories")
    public Response stories(@HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return replies.kept(StoriesView.of(library, saying.isAllowed(), dreamer.dreamsAhead()), Replies.MINUTES, known);
    }

    /** A page; the first reader of a page beyond a door has it dreamed. */
    @GET
    @Path("stories/{path:.+}")
    public Response branch(@Context HttpServerRequest http, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        StoryPath path = StoryPath.parse(http.path().substring(PREFIX.length()));
        return answer(dreamer.page(path, readers.of(http)), known);
    }

    /** A page that a player's own words lead to. */
    @POST
    @Path("stories/{path:.+}")
    public Response say(@Context HttpServerRequest http, byte[] body) {
        StoryPath parent = StoryPath.parse(http.path().substring(PREFIX.length()));
        Said said = saying.read(http.getHeader(HttpHeaders.CONTENT_TYPE), body);
        return answer(dreamer.say(parent, said.id(), said.text(), readers.of(http)), null);
    }

    private Response answer(Page page, String known) {
        if (page instanceof Page.Pending pending) {
            return Replies.pending(PendingView.of(pending));
        }
        String dreamed = page.path().isPrivate() ? Replies.PRIVATE : Replies.FOR_EVER;
        return replies.kept(BranchView.of(page), page instanceof Page.Dreamed ? dreamed : Replies.MINUTES, known);
    }

    @GET
    @Path("{other:.*}")
    public Response other() {
        throw new NotFoundException();
    }
}
