package me.feverdrea.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import me.feverdrea.story.Library;
import me.feverdrea.story.SegmentWriter;
import me.feverdrea.story.WordList;

/** What a story is dreamed with, for a browser that dreams it by itself or takes it along. */
@Path("/api/recipe")
public final class RecipeResource {
    private final Library library;
    private final SegmentWriter writer;
    private final BrowserBundle browser;
    private final Replies replies;
    private final WordList words = WordList.read();

    RecipeResource(Library library, SegmentWriter writer, BrowserBundle browser, Replies replies) {
        this.library = library;
        this.writer = writer;
        this.browser = browser;
        this.replies = replies;
    }

    @GET
    @Path("{story}")
    public Response recipe(@PathParam("story") String id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known) {
        return library.find(id)
                .map(story -> RecipeView.of(story, writer.recipe(), browser, words))
                .map(view -> replies.kept(view, Replies.MINUTES, known))
                .orElseThrow(NotFoundException::new);
    }
}
