package me.feverdrea.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * One line of JSON on standard output for every request: what became of it, in how much time. CloudWatch reads metrics out of
 * the same line, by its embedded format. Who asked is not in it, and of a private page not where it is.
 */
@Singleton
public final class RequestLines {
    private static final int FIRST_OF_ALL = 2100;
    private static final String NAMESPACE = "Feverdream";
    private static final String DIMENSION = "Function";
    private static final String PAGE = RequestLines.class.getName() + ".page";
    private static final String FAILURE = RequestLines.class.getName() + ".failure";
    private static final Pattern PRIVATE = Pattern.compile("([./])_.*");
    private static final int LONGEST_PATH = 1100;
    private static final int PENDING = 202;
    private static final int FIRST_ERROR = 400;

    private final Options options;
    private final ObjectMapper json;
    private final CurrentVertxRequest current;
    private final AtomicBoolean cold = new AtomicBoolean(true);

    /**
     * @param enabled whether anything is said
     * @param function what its name is among the metrics
     */
    public record Options(boolean enabled, String function, PrintStream out) {}

    RequestLines(Options options, ObjectMapper json, CurrentVertxRequest current) {
        this.options = options;
        this.json = json;
        this.current = current;
    }

    void register(@Observes Filters filters) {
        if (options.enabled()) {
            filters.register(this::watch, FIRST_OF_ALL);
        }
    }

    /** The page that the request under way is answered with. */
    void page(BranchView page) {
        note(PAGE, page);
    }

    /** Why the request under way cannot be answered, though nothing is wrong with it. */
    void failure(String detail) {
        note(FAILURE, detail);
    }

    private void note(String key, Object value) {
        RoutingContext context = options.enabled() ? current.getCurrent() : null;
        if (context != null) {
            context.put(key, value);
        }
    }

    private void watch(RoutingContext context) {
        Instant began = Instant.now();
        long start = System.nanoTime();
        context.addEndHandler(end ->
                options.out().println(line(context, began, Duration.ofNanos(System.nanoTime() - start))));
        context.next();
    }

    private String line(RoutingContext context, Instant began, Duration taken) {
        HttpServerRequest request = context.request();
        int status = context.response().getStatusCode();
        Optional<BranchView.ProvenanceView> dreamed = Optional.ofNullable(context.<BranchView>get(PAGE))
                .map(BranchView::provenance)
                // A stored time has milliseconds.
                .filter(from -> Instant.parse(from.createdAt()).toEpochMilli() >= began.toEpochMilli());
        Optional<String> failure = Optional.ofNullable(context.get(FAILURE));
        String outcome = outcome(status, dreamed.isPresent(), failure.isPresent());
        boolean first = cold.getAndSet(false);

        ObjectNode line = json.createObjectNode();
        line.put("outcome", outcome);
        line.put("method", request.method().name());
        line.put("path", path(request));
        line.put("status", status);
        // The reader sees the first in his answer's headers; the second joins what Lambda itself logs.
        Optional.ofNullable(request.getHeader("X-Amz-Cf-Id")).ifPresent(id -> line.put("requestId", id));
        Optional.ofNullable(request.getHeader("X-Amzn-Trace-Id")).ifPresent(id -> line.put("traceId", id));
        failure.ifPresent(detail -> line.put("detail", detail));
        line.put(DIMENSION, options.function());
        line.put(name(outcome), 1);
        line.put("Milliseconds", taken.toMillis());
        line.put("Tokens", dreamed.map(BranchView.ProvenanceView::tokens).orElse(0));
        line.put("Cold", first ? 1 : 0);
        metrics(line, outcome);
        return line.toString();
    }

    private void metrics(ObjectNode line, String outcome) {
        ObjectNode aws = line.putObject("_aws");
        aws.put("Timestamp", System.currentTimeMillis());
        ObjectNode directive = aws.putArray("CloudWatchMetrics").addObject();
        directive.put("Namespace", NAMESPACE);
        directive.putArray("Dimensions").addArray().add(DIMENSION);
        ArrayNode metrics = directive.putArray("Metrics");
        for (String name : List.of(name(outcome), "Tokens", "Cold")) {
            metrics.addObject().put("Name", name).put("Unit", "Count");
        }
        metrics.addObject().put("Name", "Milliseconds").put("Unit", "Milliseconds");
    }

    private static String outcome(int status, boolean dreamed, boolean failed) {
        if (failed) {
            return "failed";
        }
        if (status >= FIRST_ERROR) {
            return "refused";
        }
        if (status == PENDING) {
            return "pending";
        }
        return dreamed ? "generated" : "hit";
    }

    private static String name(String outcome) {
        return Character.toUpperCase(outcome.charAt(0)) + outcome.substring(1);
    }

    private static String path(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        String shown = path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path;
        return PRIVATE.matcher(shown).replaceFirst("$1_");
    }
}
