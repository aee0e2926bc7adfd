package me.feverdrea.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.Arrays;
import me.feverdrea.story.Sha256;

/** Answers that may be kept: JSON with a strong tag of its bytes, and 304 for who has them already. */
@Singleton
final class Replies {
    /** For what never changes: a day in the browser, a year at the edge. */
    static final String FOR_EVER = "public, max-age=86400, s-maxage=31536000, immutable";

    /** For what an author may edit. */
    static final String MINUTES = "public, max-age=60, s-maxage=300";

    /** For what grows. */
    static final String MINUTE = "public, max-age=60, s-maxage=60";

    /** For who has the link, and for nobody on the way to him. */
    static final String PRIVATE = "private, no-store";

    private static final int TAG_DIGITS = 32;

    private final ObjectMapper json;
    private final RequestLines lines;

    Replies(ObjectMapper json, RequestLines lines) {
        this.json = json;
        this.lines = lines;
    }

    /** @param ifNoneMatch the request's header, or null; the one condition that a GET here answers to */
    Response kept(Object view, String cacheControl, String ifNoneMatch) {
        if (view instanceof BranchView page) {
            lines.page(page);
        }
        byte[] body = bytes(view);
        String tag = '"' + Sha256.hex(body).substring(0, TAG_DIGITS) + '"';
        Response.ResponseBuilder reply =
                isKnown(tag, ifNoneMatch) ? Response.notModified() : Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
        return reply.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, cacheControl)
                .build();
    }

    /** Not yet; in whole seconds for whoever goes by the header. */
    static Response pending(PendingView view) {
        return Response.status(Response.Status.ACCEPTED)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(view)
                .header(HttpHeaders.RETRY_AFTER, Math.max(1, (view.retryAfterMs() + 999) / 1000))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** By weak comparison, as RFC 9110 has it: an edge that compresses weakens the tag. */
    private static boolean isKnown(String tag, String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(known -> known.startsWith("W/") ? known.substring(2) : known)
                        .anyMatch(known -> known.equals(tag) || known.equals("*"));
    }

    private byte[] bytes(Object view) {
        try {
            return json.writeValueAsBytes(view);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
