package me.feverdrea.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.ModelStore;

/** The files of the model bundle, for a browser that dreams by itself. In the cloud the edge has them from their bucket. */
@Path("/models")
public final class ModelResource {
    /** The hash in a bundle's id is that of its files. */
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final ModelStore models;
    private final Offers offers;
    private final BrowserBundle browser;
    private final Map<String, ModelBundle> opened = new ConcurrentHashMap<>();

    ModelResource(ModelStore models, Offers offers, BrowserBundle browser) {
        this.models = models;
        this.offers = offers;
        this.browser = browser;
    }

    @GET
    @Path("{id}/{file}")
    public Response file(@PathParam("id") String id, @PathParam("file") String file) {
        if (!offers.inBrowser()) {
            throw new NotFoundException();
        }
        ModelStore store = storeOf(id);
        // Compared with its manifest once: a large one takes seconds.
        ModelBundle bundle = opened.computeIfAbsent(id, first -> store.open());
        boolean isManifest = file.equals(Manifest.FILE);
        if (!isManifest
                && bundle.manifest().files().stream()
                        .noneMatch(part -> part.path().equals(file))) {
            throw new NotFoundException();
        }
        boolean isJson = isManifest || file.equals(ModelBundle.TOKENIZER);
        return Response.ok(bundle.folder().resolve(file).toFile())
                .type(isJson ? MediaType.APPLICATION_JSON_TYPE : MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                .build();
    }

    /** Only two names are known, so that nothing is looked for by a name that somebody made up. */
    private ModelStore storeOf(String id) {
        if (browser.id().equals(Optional.of(id)) && browser.store().isPresent()) {
            return browser.store().get();
        }
        if (models.manifest().id().equals(id)) {
            return models;
        }
        throw new NotFoundException();
    }
}
