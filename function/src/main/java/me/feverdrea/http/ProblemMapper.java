package me.feverdrea.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.FreeTextException;
import me.feverdrea.story.PathException;
import me.feverdrea.story.RefusedException;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TweeException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers. */
final class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final int SOON = 3;
    private static final int LATER = 30;

    private final RequestLines lines;

    ProblemMapper(RequestLines lines) {
        this.lines = lines;
    }

    @ServerExceptionMapper
    Response path(PathException e) {
        return Problem.of(Status.BAD_REQUEST, e.getMessage(), e.value(), e.cure())
                .response();
    }

    @ServerExceptionMapper
    Response refused(RefusedException e) {
        return switch (e.reason()) {
            case ABSENT, UNDREAMED -> problem(Status.NOT_FOUND, e).response();
            case WITHDRAWN, EXPIRED -> problem(Status.GONE, e).response();
            case BUSY, SPENT ->
                problem(Status.SERVICE_UNAVAILABLE, e).retryAfter(e.retryAfter().toSeconds());
        };
    }

    @ServerExceptionMapper
    Response freeText(FreeTextException e) {
        return Problem.of(Status.BAD_REQUEST, e.getMessage(), null, e.cure()).response();
    }

    @ServerExceptionMapper
    Response bundle(BundleException e) {
        LOG.error(e.getMessage());
        lines.failure(e.getMessage());
        return unavailable(e, "the pages that are written already can still be read");
    }

    @ServerExceptionMapper
    Response story(TweeException e) {
        return unavailable(e, "mend the story's file; it is read anew as soon as it is saved");
    }

    @ServerExceptionMapper
    Response store(StoreException e) {
        LOG.error(e.getMessage(), e.getCause());
        lines.failure(e.getMessage());
        // Names of tables and files are the deployer's business; the log has them.
        String detail = "the store of the pages does not answer";
        return Problem.of(Status.SERVICE_UNAVAILABLE, detail, null, "ask again in a moment")
                .retryAfter(SOON);
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e) {
        Status status = Status.fromStatusCode(e.getResponse().getStatus());
        if (status == null) {
            return e.getResponse();
        }
        if (status == Status.REQUEST_ENTITY_TOO_LARGE) {
            return ApiPathFilter.tooLarge().response();
        }
        if (status == Status.UNSUPPORTED_MEDIA_TYPE) {
            return Problem.of(status, "a body of this type is not taken", null, Saying.FORM)
                    .response();
        }
        String detail = status == Status.NOT_FOUND ? "there is nothing at this address" : status.getReasonPhrase();
        return Problem.of(status, detail, null, "the API is /api/stories and what its pages link to")
                .response();
    }

    @ServerExceptionMapper
    Response anything(RuntimeException e) {
        LOG.error("unexpected failure", e);
        lines.failure(e.toString());
        return Problem.of(
                        Status.INTERNAL_SERVER_ERROR,
                        "something went wrong on the server",
                        null,
                        "ask again; if it stays, tell whoever runs this game what you did")
                .response();
    }

    private static Problem problem(Status status, RefusedException e) {
        return Problem.of(status, e.getMessage(), e.value(), e.cure());
    }

    private static Response unavailable(RuntimeException e, String next) {
        return Problem.of(Status.SERVICE_UNAVAILABLE, e.getMessage(), null, next)
                .retryAfter(LATER);
    }
}
