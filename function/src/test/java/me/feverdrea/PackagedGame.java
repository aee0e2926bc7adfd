package me.feverdrea;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The packaged application as a process of its own, on a free port. */
public final class PackagedGame implements AutoCloseable {
    private static final Path JAR = Path.of("function/target/quarkus-app/quarkus-run.jar");
    /** A second on an idle machine; a build may share its own with a dozen others. */
    private static final Duration START = Duration.ofMinutes(4);

    private final Process process;
    private final int port;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param settings such as {@code feverdream.data} */
    PackagedGame(Map<String, String> settings) throws IOException, InterruptedException {
        this(settings, List.of(), Map.of());
    }

    /**
     * @param settings such as {@code feverdream.data}
     * @param options of the virtual machine, such as {@code -Xmx256m}
     * @param environment on top of this process's own
     */
    public PackagedGame(Map<String, String> settings, List<String> options, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR.toAbsolutePath() + " is missing; run ./mvnw package -DskipTests");
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        folder = Files.createTempDirectory("feverdream");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.add("-Dquarkus.http.port=" + port);
        // Native libraries are unpacked there, and a killed process leaves them behind.
        command.add("-Djava.io.tmpdir=" + folder);
        settings.forEach((key, value) -> command.add("-D" + key + '=' + value));
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        await();
    }

    private void await() throws InterruptedException, IOException {
        Instant end = Instant.now().plus(START);
        while (true) {
            try {
                get("/api/health");
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    String log = Files.readString(log());
                    close();
                    throw new IOException("the game did not start: " + log, notYet);
                }
                Thread.sleep(20);
            }
        }
    }

    public int port() {
        return port;
    }

    public Process process() {
        return process;
    }

    public Path log() {
        return folder.resolve("log");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Kills it, as a crash would. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
