package me.feverdrea.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import me.feverdrea.story.StoryPath;

/** Turns malformed API paths away as they came, before anything decodes them or asks a store. */
@Singleton
final class ApiPathFilter {
    private static final String API = "/api";
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~/-]*");
    private static final int FIRST = 1000;
    private static final int MOST_BODY_BYTES = 16 * 1024;

    private final ObjectMapper json;

    ApiPathFilter(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    /** The router itself refuses a percent sign that encodes nothing, and a request without a host, before any filter. */
    void register(@Observes Router router) {
        router.errorHandler(Status.BAD_REQUEST.getStatusCode(), this::refuseMalformed);
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == Status.BAD_REQUEST.getStatusCode()) {
                refuseMalformed(context);
            } else {
                context.next();
            }
        });
    }

    private void refuseMalformed(RoutingContext context) {
        refuse(
                context,
                context.request().authority() == null
                        ? Problem.of(Status.BAD_REQUEST, "the request names no host", null, "send one Host header")
                        : malformed(context.request().path()));
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path() == null ? "" : request.path();
        if (!isApi(path) && !isApi(context.normalizedPath())) {
            context.next();
        } else if (path.length() > BranchResource.PREFIX.length() + StoryPath.BYTES) {
            String next = "a story path has at most " + StoryPath.BYTES + " bytes";
            String detail = "the path is " + path.length() + " bytes long";
            refuse(context, Problem.of(Status.REQUEST_URI_TOO_LONG, detail, null, next));
        } else if (!UNRESERVED.matcher(path).matches() || !path.equals(context.normalizedPath())) {
            refuse(context, malformed(path));
        } else if (bodyBytes(request) > MOST_BODY_BYTES) {
            // The rest of the body is not read, so nothing else can follow it.
            context.response().putHeader("Connection", "close");
            refuse(context, tooLarge());
        } else if (isInPieces(request)) {
            // It is as long as it likes, and the server's own limit ends it without a word.
            context.response().putHeader("Connection", "close");
            refuse(
                    context,
                    Problem.of(Status.LENGTH_REQUIRED, "the body comes in pieces", null, "send its Content-Length"));
        } else if (!methods(path).contains(request.method())) {
            String allowed = methods(path).stream().map(HttpMethod::name).collect(Collectors.joining(", "));
            context.response().putHeader(HttpHeaders.ALLOW, allowed);
            String detail = request.method() + " is not allowed here";
            refuse(context, Problem.of(Status.METHOD_NOT_ALLOWED, detail, null, "use one of " + allowed));
        } else {
            context.next();
        }
    }

    /** Only below a page is there anything to say. */
    private static List<HttpMethod> methods(String path) {
        return path.startsWith(BranchResource.PREFIX)
                ? List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST)
                : List.of(HttpMethod.GET, HttpMethod.HEAD);
    }

    private static boolean isApi(String path) {
        return path.equals(API) || path.startsWith(API + '/');
    }

    /** What Lambda hands over whole has both headers; from the network the two never come together. */
    private static boolean isInPieces(HttpServerRequest request) {
        return request.headers().contains("Transfer-Encoding")
                && !request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** As announced. */
    private static long bodyBytes(HttpServerRequest request) {
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return announced == null ? 0 : Long.parseLong(announced);
        } catch (NumberFormatException more) {
            return Long.MAX_VALUE;
        }
    }

    static Problem tooLarge() {
        return Problem.of(
                Status.REQUEST_ENTITY_TOO_LARGE,
                "the body is too large",
                null,
                "send at most " + MOST_BODY_BYTES + " bytes");
    }

    private static Problem malformed(String path) {
        return Problem.of(
                Status.BAD_REQUEST,
                "the path holds what no path here has",
                path,
                "write only letters, digits, '-', '.', '_', '~' and single '/', and nothing percent-encoded");
    }

    private void refuse(RoutingContext context, Problem problem) {
        try {
            context.response()
                    .setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            context.fail(e);
        }
    }
}
