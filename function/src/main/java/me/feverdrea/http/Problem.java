package me.feverdrea.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Problem details of RFC 9457.
 *
 * @param type always {@code about:blank}: the status says the kind
 * @param detail what is wrong with this request
 * @param value what was found, where one value is at fault
 * @param next what to do about it
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, String value, String next) {
    static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    private static final int VALUE_LENGTH = 200;

    static Problem of(Response.StatusType status, String detail, String value, String next) {
        String shown = value == null || value.length() <= VALUE_LENGTH ? value : value.substring(0, VALUE_LENGTH) + '…';
        return new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, shown, next);
    }

    Response response() {
        return builder().build();
    }

    /** @param seconds after which asking again may help */
    Response retryAfter(long seconds) {
        return builder().header(HttpHeaders.RETRY_AFTER, seconds).build();
    }

    private Response.ResponseBuilder builder() {
        return Response.status(status)
                .type(MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(this);
    }
}
