package me.feverdrea.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Answers that may be kept: JSON with a strong tag of its bytes, and 304 for who has them already. */
@Singleton
final class Replies {
    /** For what never changes: a day in the browser, a year at the edge. */
    static final String FOR_EVER = "public, max-age=86400, s-maxage=31536000, immutable";

    /** For what an author may edit. */
    static final String MINUTES = "public, max-age=60, s-maxage=300";

    private static final int TAG_BYTES = 16;

    private final ObjectMapper json;

    Replies(ObjectMapper json) {
        this.json = json;
    }

    Response kept(Object view, String cacheControl, Request request) {
        byte[] body = bytes(view);
        EntityTag tag = tag(body);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder reply =
                unchanged == null ? Response.ok(body, MediaType.APPLICATION_JSON_TYPE) : unchanged;
        return reply.tag(tag).header(HttpHeaders.CACHE_CONTROL, cacheControl).build();
    }

    private byte[] bytes(Object view) {
        try {
            return json.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EntityTag tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new EntityTag(HexFormat.of().formatHex(digest, 0, TAG_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
