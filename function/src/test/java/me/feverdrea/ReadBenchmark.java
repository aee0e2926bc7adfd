package me.feverdrea;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the packaged game: reads of stored branches a second, their latency, and the time of the first branch after a
 * start. The load comes from this process, over kept-alive connections, so client and server share the machine.
 *
 * <p>{@code ./mvnw -q -Pbench}; the last line is one JSON object.
 */
final class ReadBenchmark {
    private static final int CONNECTIONS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int ROUNDS = 5;
    private static final int DREAMS = 16;

    private record Round(double perSecond, double p50Millis, double p99Millis) {}

    private ReadBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("feverdream-bench");
        try (PackagedGame game = new PackagedGame(Map.of("feverdream.data", data.toString()))) {
            long began = System.nanoTime();
            int first = game.get(path(1)).statusCode();
            double firstSeconds = (System.nanoTime() - began) / 1e9;
            if (first != 200) {
                throw new IllegalStateException("the first branch answered " + first);
            }
            for (int dream = 2; dream <= DREAMS; dream++) {
                game.get(path(dream));
            }
            round(game.port(), WARM_UP);
            List<Round> rounds = new ArrayList<>();
            System.out.println("round  reads/s    p50 ms    p99 ms");
            for (int i = 1; i <= ROUNDS; i++) {
                Round round = round(game.port(), ROUND);
                rounds.add(round);
                System.out.printf(
                        Locale.ROOT,
                        "%5d %8.0f %9.2f %9.2f%n",
                        i,
                        round.perSecond(),
                        round.p50Millis(),
                        round.p99Millis());
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"benchmark\":\"stored-reads\",\"cores\":%d,\"connections\":%d,\"rounds\":%d,\"reads_per_second\":%.0f,"
                            + "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"first_branch_s\":%.2f}%n",
                    Runtime.getRuntime().availableProcessors(),
                    CONNECTIONS,
                    ROUNDS,
                    median(rounds.stream().mapToDouble(Round::perSecond).toArray()),
                    median(rounds.stream().mapToDouble(Round::p50Millis).toArray()),
                    median(rounds.stream().mapToDouble(Round::p99Millis).toArray()),
                    firstSeconds);
        }
    }

    private static String path(int dream) {
        return "/api/stories/spider/" + dream + "/count-arms";
    }

    private static Round round(int port, Duration length) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<long[]>> loads = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int offset = i;
                loads.add(() -> load(port, length, offset));
            }
            List<long[]> nanos = new ArrayList<>();
            for (Future<long[]> future : clients.invokeAll(loads)) {
                nanos.add(future.get());
            }
            long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Round(
                    all.length / (double) length.toSeconds(),
                    all[all.length / 2] / 1e6,
                    all[(int) (all.length * 0.99)] / 1e6);
        } finally {
            clients.shutdownNow();
        }
    }

    private static long[] load(int port, Duration length, int offset) throws IOException {
        long[] nanos = new long[1 << 20];
        int count = 0;
        try (Socket socket = new Socket("localhost", port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            long end = System.nanoTime() + length.toNanos();
            for (long now = System.nanoTime(); now < end && count < nanos.length; now = System.nanoTime()) {
                String request = "GET " + path((count + offset) % DREAMS + 1) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
                out.write(request.getBytes(StandardCharsets.US_ASCII));
                read(in);
                nanos[count++] = System.nanoTime() - now;
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    private static void read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("a stored branch answered " + status);
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
