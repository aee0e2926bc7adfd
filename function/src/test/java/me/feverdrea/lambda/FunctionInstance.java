package me.feverdrea.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** One instance of the packaged function: function.zip unpacked and started as Lambda starts it, native or on the JVM. */
final class FunctionInstance implements AutoCloseable {
    private static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    /** Far more than it takes: a busy machine is no failure. What must be quick has an assertion of its own. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final RuntimeApi api = new RuntimeApi();
    private final Process process;
    private final Path log;
    private final Instant started;

    /** Folder of the build: it holds {@code function.zip}. */
    static Path build() {
        return Path.of(System.getProperty("function"));
    }

    static FunctionInstance start(Map<String, String> environment) {
        return start(build(), environment);
    }

    static FunctionInstance start(Path build, Map<String, String> environment) {
        try {
            return new FunctionInstance(build, unpacked(build.resolve("function.zip")), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FunctionInstance(Path build, Path folder, Map<String, String> environment) throws IOException {
        log = Files.createTempFile("function", ".log");
        ProcessBuilder builder = new ProcessBuilder(command(build, folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("TZ", ":UTC");
        builder.environment().put("LAMBDA_TASK_ROOT", folder.toString());
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "feverdream");
        builder.environment().put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769");
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
        builder.environment().putAll(environment);
        started = Instant.now();
        process = builder.start();
    }

    private static List<String> command(Path build, Path folder) {
        List<String> command = new ArrayList<>();
        if (Files.exists(folder.resolve("bootstrap"))) {
            command.add(folder.resolve("bootstrap").toString());
            return command;
        }
        command.add(ProcessHandle.current().info().command().orElseThrow());
        // As Lambda's own Java runtimes set them.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of(
                "-cp",
                build.toAbsolutePath().resolve("runtime-client") + "/*" + File.pathSeparator + folder
                        + File.pathSeparator + folder + "/lib/*",
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                HANDLER));
        return command;
    }

    Instant started() {
        return started;
    }

    Instant ready() {
        return await(api.ready());
    }

    FunctionUrl.Answer get(String path) {
        return answer(FunctionUrl.get(path));
    }

    FunctionUrl.Answer answer(String event) {
        return FunctionUrl.answer(await(invoke(event)));
    }

    CompletableFuture<String> invoke(String event) {
        return api.invoke(event);
    }

    /** What Lambda would put into the log stream. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Most memory that it ever had, in MB. */
    long peakMegabytes() {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("no answer; the log: " + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Kills it, as Lambda does when the time of an invocation is over. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        api.close();
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once for each build: an unpacked zip is as good as another. */
    private static synchronized Path unpacked(Path zip) throws IOException {
        Path folder = zip.resolveSibling("var-task").toAbsolutePath();
        Path mark = folder.resolve(".unpacked");
        if (Files.exists(mark) && !Files.getLastModifiedTime(mark).toInstant().isBefore(time(zip))) {
            return folder;
        }
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                old.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
        try (ZipFile files = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) files.stream().map(ZipEntry.class::cast)::iterator) {
                Path file = folder.resolve(entry.getName());
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = files.getInputStream(entry)) {
                        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
        folder.resolve("bootstrap").toFile().setExecutable(true);
        Files.createFile(mark);
        return folder;
    }

    private static Instant time(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }
}
