package me.feverdrea.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import me.feverdrea.story.Sha256;

/** Clients of the games of one cluster. Whatever they do is recorded. */
final class Players {
    static final String STORIES = "/api/stories/";

    /** Beyond the 25 s after which the function would be ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Game> games;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Operation> history = new ConcurrentLinkedQueue<>();

    Players(List<Game> games) {
        this.games = games;
    }

    Collection<Operation> history() {
        return history;
    }

    /** One GET of a story path. */
    Operation ask(String name, int game, String path) {
        return send(name, game, "GET", path, Map.of());
    }

    /**
     * @param path story path, or a path from the root, with a slash before it
     * @param headers beside those that every request has
     */
    Operation send(String name, int game, String method, String path, Map<String, String> headers) {
        String target = path.startsWith("/") ? path : STORIES + path;
        // The port is another one after a restart.
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + games.get(game).port() + target))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        long start = System.nanoTime();
        Operation done;
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            done = operation(name, game, method, path, start, answer);
        } catch (HttpTimeoutException hung) {
            done = broken(name, game, method, path, start, -1);
        } catch (IOException gone) {
            done = broken(name, game, method, path, start, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done = broken(name, game, method, path, start, 0);
        }
        history.add(done);
        return done;
    }

    private static Operation broken(String name, int game, String method, String path, long start, int status) {
        return new Operation(
                name, game, method, path, start, System.nanoTime(), status, Map.of(), "", Optional.empty());
    }

    private static Operation operation(
            String name, int game, String method, String path, long start, HttpResponse<byte[]> answer) {
        long end = System.nanoTime();
        Map<String, String> headers = new HashMap<>();
        answer.headers()
                .map()
                .forEach((key, values) -> headers.put(key.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        return new Operation(
                name,
                game,
                method,
                path,
                start,
                end,
                answer.statusCode(),
                headers,
                Sha256.hex(answer.body()),
                answer.statusCode() == 200 && method.equals("GET") && !path.startsWith("/")
                        ? Optional.of(page(answer.body()))
                        : Optional.empty());
    }

    private static Operation.Page page(byte[] body) {
        try {
            JsonNode page = JSON.readTree(body);
            return new Operation.Page(
                    page.path("origin").asText(),
                    page.path("text").asText(),
                    page.at("/provenance/createdAt").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks as the site does, again after each 202, until there is another answer. */
    Operation read(String name, int game, String path) {
        return read(name, game, path, Duration.ofMinutes(2));
    }

    Operation read(String name, int game, String path, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Operation last = ask(name, game, path);
        for (int turn = 1; last.status() == 202 && System.nanoTime() < end; turn++) {
            pause(backoffMillis(turn));
            last = ask(name, game, path);
        }
        return last;
    }

    /** Longer each time, and not all at the same moment. */
    private static long backoffMillis(int turn) {
        long millis = Math.min(2_000, 250L << Math.min(turn - 1, 3));
        return millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
