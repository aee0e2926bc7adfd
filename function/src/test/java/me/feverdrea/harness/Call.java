package me.feverdrea.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What the game asks of a service.
 *
 * @param operation such as {@code PutItem}; the method where the service has no operations, such as {@code GET}
 * @param target of the request line
 */
record Call(String operation, String target, HttpMessage request) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Call of(HttpMessage request) {
        String[] line = request.head().split(" ", 3);
        String operation = request.header("x-amz-target")
                .map(name -> name.substring(name.indexOf('.') + 1))
                .orElse(line[0]);
        return new Call(operation, line[1], request);
    }

    boolean isDynamo() {
        return request.header("x-amz-target").isPresent();
    }

    JsonNode json() {
        try {
            return JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + request.text(), e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Operation and table, e.g. {@code PutItem feverdream-branches}: what a fault is aimed at. */
    String kind() {
        if (!isDynamo()) {
            return operation;
        }
        JsonNode json = json();
        JsonNode tables = json.path("RequestItems");
        return operation
                + ' '
                + (tables.isObject() && tables.fieldNames().hasNext()
                        ? tables.fieldNames().next()
                        : json.path("TableName").asText("-"));
    }

    /** The branch that this call would write. */
    Optional<String> commits() {
        if (!operation.equals("PutItem") || !json().path("TableName").asText().equals(Cluster.BRANCHES)) {
            return Optional.empty();
        }
        JsonNode item = json().path("Item");
        return Optional.of(
                item.at("/dream/S").asText() + '/' + item.at("/steps/S").asText());
    }
}
