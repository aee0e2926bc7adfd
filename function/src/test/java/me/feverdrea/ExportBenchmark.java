package me.feverdrea;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.feverdrea.aws.DynamoClients;
import me.feverdrea.aws.DynamoDbLocal;
import me.feverdrea.local.SqliteBranchStore;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.Choice;
import me.feverdrea.story.MadeBranches;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Times the packaged {@code export} on made branches: {@code sqlite 1000000 FOLDER} makes the rows where the folder has none,
 * {@code dynamodb 40000} puts them into DynamoDB Local and compares with a bare parallel scan that throws its rows away. The last
 * line is one JSON object.
 */
final class ExportBenchmark {
    private static final String JAR = "function/target/quarkus-app/quarkus-run.jar";
    private static final int SEGMENTS = 4;
    private static final int BATCH = 25;
    private static final int WORDS = 45;
    private static final String[] LEXICON =
            ("you the a door hand stairs cellar spider dark arms count again light voice water cold under behind never"
                            + " somebody breath wall window house night mother listening slowly turns opens")
                    .split(" ");

    private static final Map<String, String> LOCAL =
            Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local", "AWS_REGION", "eu-central-1");

    private record Run(double seconds, long peakKb) {}

    private ExportBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "sqlite" -> sqlite(rows, Path.of(arguments[2]));
            case "scan" -> scan(rows, URI.create(arguments[2]));
            default -> dynamodb(rows);
        }
    }

    private static void sqlite(int rows, Path folder) throws Exception {
        if (!Files.exists(folder.resolve("branches.sqlite"))) {
            make(rows, folder);
        }
        if (arguments("prepare")) {
            return;
        }
        Path out = Files.createTempDirectory("export");
        Run run = run(out, Map.of(), "-Dfeverdream.data=" + folder);
        tell("sqlite", rows, run, out, "");
    }

    private static boolean arguments(String word) {
        return word.equals(System.getenv("BENCHMARK"));
    }

    private static void dynamodb(int rows) throws Exception {
        try (DynamoDbLocal local = new DynamoDbLocal()) {
            local.createBranchTable("branches");
            put(rows, local.client());
            List<Double> bare = new ArrayList<>();
            List<Run> runs = new ArrayList<>();
            Path out = Files.createTempDirectory("export");
            bareScan(local.endpoint(), rows);
            // Interleaved, so that a slow moment of the machine falls on both.
            for (int i = 0; i < 3; i++) {
                bare.add(bareScan(local.endpoint(), rows));
                runs.add(run(
                        out,
                        LOCAL,
                        "-Dfeverdream.branches=dynamodb",
                        "-Dfeverdream.dynamodb.table=branches",
                        "-Dfeverdream.dynamodb.endpoint=" + local.endpoint()));
            }
            double scanned = bare.stream().sorted().toList().get(1);
            Run middle = runs.stream()
                    .sorted(Comparator.comparing(Run::seconds))
                    .toList()
                    .get(1);
            tell(
                    "dynamodb",
                    rows,
                    middle,
                    out,
                    String.format(
                            Locale.ROOT,
                            ",\"bare_scan_rows_per_second\":%.0f,\"share_of_scan_rate\":%.3f",
                            rows / scanned,
                            scanned / middle.seconds()));
        }
    }

    /** Seconds of the export itself, as it says, and the most memory the process had. */
    private static Run run(Path out, Map<String, String> environment, String... settings)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m"));
        command.addAll(Arrays.asList(settings));
        command.addAll(List.of("-jar", JAR, "export", "--out", out.toString(), "--segments", "" + SEGMENTS));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, peak(process.pid()));
            Thread.sleep(50);
        }
        double wall = (System.nanoTime() - began) / 1e9;
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        System.out.printf(Locale.ROOT, "%s  wall %.1f s, peak %d KB%n", said.strip(), wall, peak);
        if (process.exitValue() != 0) {
            throw new IOException("the export ended with " + process.exitValue());
        }
        String seconds = said.replaceAll("(?s).*, ([0-9.]+) s\\s.*", "$1");
        return new Run(Double.parseDouble(seconds), peak);
    }

    private static long peak(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }

    private static void tell(String source, int rows, Run run, Path out, String more) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            Map<String, Long> bytes = files.collect(Collectors.groupingBy(
                    file -> file.toString().replaceAll(".*\\.", ""),
                    Collectors.summingLong(file -> file.toFile().length())));
            System.out.printf(
                    Locale.ROOT,
                    "{\"benchmark\":\"export\",\"source\":\"%s\",\"rows\":%d,\"seconds\":%.1f,\"rows_per_second\":%.0f,"
                            + "\"peak_mb\":%.0f,\"parquet_mb\":%.0f,\"csv_mb\":%.0f,\"cores\":%d%s}%n",
                    source,
                    rows,
                    run.seconds(),
                    rows / run.seconds(),
                    run.peakKb() / 1024.0,
                    bytes.getOrDefault("parquet", 0L) / 1e6,
                    bytes.getOrDefault("csv", 0L) / 1e6,
                    Runtime.getRuntime().availableProcessors(),
                    more);
        }
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }

    private static Map<String, Object> row(int number, Random random) {
        String path = "story-" + number % 7 + '/' + (number % 16 + 1) + "/door-" + (char) ('a' + number % 26)
                + ".1~b.2." + Integer.toString(number, 4).replace('0', '4').replaceAll("(?<=.)(?=.)", ".");
        String text = random.ints(WORDS, 0, LEXICON.length)
                .mapToObj(i -> LEXICON[i])
                .collect(Collectors.joining(" ", "", "."));
        return BranchColumns.of(MadeBranches.branch(path, text));
    }

    private static void make(int rows, Path folder) throws SQLException {
        new SqliteBranchStore(folder).close();
        Random random = new Random(7);
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("branches.sqlite"))) {
            file.setAutoCommit(false);
            List<String> names = List.copyOf(row(0, random).keySet());
            String marks = names.stream().map(name -> "?").collect(Collectors.joining(","));
            try (PreparedStatement insert = file.prepareStatement(
                    "INSERT INTO branches (" + String.join(",", names) + ") VALUES (" + marks + ")")) {
                for (int i = 0; i < rows; i++) {
                    Map<String, Object> row = row(i, random);
                    for (int column = 0; column < names.size(); column++) {
                        Object value = row.get(names.get(column));
                        insert.setObject(column + 1, value instanceof List<?> choices ? json(choices) : value);
                    }
                    insert.executeUpdate();
                }
            }
            file.commit();
        }
    }

    private static String json(List<?> choices) {
        return choices.stream()
                .map(each -> (Choice) each)
                .map(choice -> "{\"id\":\"" + choice.id() + "\",\"label\":\""
                        + choice.label().replace("\"", "\\\"") + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void put(int rows, DynamoDbClient client) {
        Random random = new Random(7);
        List<WriteRequest> batch = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Map<String, AttributeValue> item = row(i, random).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> attribute(entry.getValue())));
            batch.add(WriteRequest.builder()
                    .putRequest(PutRequest.builder().item(item).build())
                    .build());
            if (batch.size() == BATCH || i == rows - 1) {
                List<WriteRequest> full = List.copyOf(batch);
                client.batchWriteItem(write -> write.requestItems(Map.of("branches", full)));
                batch.clear();
            }
        }
    }

    private static AttributeValue attribute(Object value) {
        if (value instanceof List<?> choices) {
            return AttributeValue.fromL(choices.stream()
                    .map(each -> (Choice) each)
                    .map(choice -> AttributeValue.fromM(Map.of(
                            "id", AttributeValue.fromS(choice.id()), "label", AttributeValue.fromS(choice.label()))))
                    .toList());
        }
        if (value instanceof Boolean flag) {
            return AttributeValue.fromBool(flag);
        }
        return value instanceof Number ? AttributeValue.fromN(value.toString()) : AttributeValue.fromS((String) value);
    }

    /** Seconds of the scan alone, in a process that begins as cold as the export's. */
    private static double bareScan(URI endpoint, int rows) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ExportBenchmark.class.getName(), "scan", "" + rows, endpoint.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(LOCAL);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        System.out.print(said);
        if (process.waitFor() != 0) {
            throw new IOException("the scan ended with " + process.exitValue());
        }
        return Double.parseDouble(said.replaceAll("(?s).*bare scan: ([0-9.]+) s\\s.*", "$1"));
    }

    private static void scan(int rows, URI endpoint) throws Exception {
        DynamoDbClient client = DynamoClients.patient(Optional.of(endpoint));
        ExecutorService threads = Executors.newFixedThreadPool(SEGMENTS);
        long began = System.nanoTime();
        List<Future<Long>> counts = new ArrayList<>();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            ScanRequest request = ScanRequest.builder()
                    .tableName("branches")
                    .segment(segment)
                    .totalSegments(SEGMENTS)
                    .build();
            counts.add(threads.submit(() -> client.scanPaginator(request).stream()
                    .map(ScanResponse::items)
                    .mapToLong(List::size)
                    .sum()));
        }
        long all = 0;
        for (Future<Long> count : counts) {
            all += count.get();
        }
        threads.shutdown();
        if (all != rows) {
            throw new IllegalStateException("the table has " + all + " rows, not " + rows);
        }
        System.out.printf(Locale.ROOT, "bare scan: %.1f s%n", (System.nanoTime() - began) / 1e9);
    }
}
