package me.feverdrea;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.feverdrea.aws.DynamoDbLocal;
import me.feverdrea.local.SqliteBranchStore;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.Choice;
import me.feverdrea.story.MadeBranches;

/**
 * Times the packaged {@code export} on made branches: {@code sqlite 1000000 FOLDER} makes the rows where the folder has none,
 * {@code dynamodb 40000} puts them into DynamoDB Local and compares with a bare parallel scan that throws its rows away. The last
 * line is one JSON object.
 */
final class ExportBenchmark {
    private static final String JAR = "function/target/quarkus-app/quarkus-run.jar";
    private static final int ROUNDS = 5;

    /** Until it has compiled what a scan takes, DynamoDB Local needs four times as long. */
    private static final int WARM_UPS = 4;

    /** What it holds is garbage but for the table; left to itself its heap grows to gigabytes, and a scan waits for that. */
    private static final String[] SERVER = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"};

    private static final int WORDS = 45;
    private static final String[] LEXICON =
            ("you the a door hand stairs cellar spider dark arms count again light voice water cold under behind never"
                            + " somebody breath wall window house night mother listening slowly turns opens")
                    .split(" ");

    private static final Map<String, String> LOCAL =
            Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local", "AWS_REGION", "eu-central-1");

    /**
     * @param seconds as the process says, of its work alone
     * @param wall from the start of the process to its end
     * @param cpu of this process alone
     */
    private record Run(double seconds, double wall, double cpu, long peakKb) {}

    private ExportBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "sqlite" -> sqlite(rows, Path.of(arguments[2]));
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
        Run run = export(out, Map.of(), "-Dfeverdream.data=" + folder);
        tell("sqlite", rows, run, out, "");
    }

    private static boolean arguments(String word) {
        return word.equals(System.getenv("BENCHMARK"));
    }

    private static void dynamodb(int rows) throws Exception {
        try (DynamoDbLocal local = new DynamoDbLocal(SERVER)) {
            local.createBranchTable("branches");
            BareScan.put(rows, local.client());
            Path out = Files.createTempDirectory("export");
            String endpoint = local.endpoint().toString();
            String[] flags = System.getProperty("flags").strip().split("\\s+");
            for (int i = 0; i < WARM_UPS; i++) {
                scan(rows, endpoint);
            }
            Pair plain = new Pair(new ArrayList<>(), new ArrayList<>());
            Pair flagged = new Pair(new ArrayList<>(), new ArrayList<>());
            // Interleaved, so that a slow moment of the machine falls on all.
            for (int i = 0; i < ROUNDS; i++) {
                plain.scans().add(scan(rows, endpoint));
                plain.exports().add(export(out, LOCAL, table(endpoint)));
                flagged.scans().add(scan(rows, endpoint, flags));
                flagged.exports().add(export(out, LOCAL, table(endpoint, flags)));
            }
            tell("dynamodb", rows, middle(plain.exports()), out, plain.json("") + flagged.json("flagged_"));
        }
    }

    private static String[] table(String endpoint, String... flags) {
        Stream<String> settings = Stream.of(
                "-Dfeverdream.branches=dynamodb",
                "-Dfeverdream.dynamodb.table=branches",
                "-Dfeverdream.dynamodb.endpoint=" + endpoint);
        return Stream.concat(Stream.of(flags), settings).toArray(String[]::new);
    }

    /** Bare scans and exports of one table, in turns, by processes that are started alike. */
    private record Pair(List<Run> scans, List<Run> exports) {
        String json(String prefix) {
            Run scan = middle(scans);
            Run export = middle(exports);
            return String.format(
                    Locale.ROOT,
                    (",\"@scan_seconds\":%.1f,\"@scan_cpu_seconds\":%.1f,\"@export_seconds\":%.1f,\"@export_cpu_seconds\":%.1f,"
                                    + "\"@share_of_scan_rate\":%.3f,\"@share_with_start\":%.3f,\"@share_of_fastest\":%.3f")
                            .replace("@", prefix),
                    scan.seconds(),
                    scan.cpu(),
                    export.seconds(),
                    export.cpu(),
                    scan.seconds() / export.seconds(),
                    scan.wall() / export.wall(),
                    fastest(scans) / fastest(exports));
        }
    }

    /** On a shared machine a scan may take thrice as long from one round to the next; of the fastest rounds that spoils least. */
    private static double fastest(List<Run> runs) {
        return runs.stream().mapToDouble(Run::seconds).min().orElseThrow();
    }

    private static Run middle(List<Run> runs) {
        return runs.stream().sorted(Comparator.comparing(Run::seconds)).toList().get(runs.size() / 2);
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-Xmx256m");
        command.addAll(List.of(arguments));
        return command;
    }

    /** In a process that begins as cold as the export's. */
    private static Run scan(int rows, String endpoint, String... flags) throws IOException, InterruptedException {
        List<String> command = java(flags);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), BareScan.class.getName(), "" + rows, endpoint));
        return run(LOCAL, command);
    }

    private static Run export(Path out, Map<String, String> environment, String... settings)
            throws IOException, InterruptedException {
        List<String> command = java(settings);
        command.addAll(List.of("-jar", JAR, "export", "--out", out.toString(), "--segments", "" + BareScan.SEGMENTS));
        return run(environment, command);
    }

    private static Run run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        Duration cpu = Duration.ZERO;
        while (process.isAlive()) {
            peak = Math.max(peak, peak(process.pid()));
            cpu = process.info().totalCpuDuration().orElse(cpu);
            Thread.sleep(20);
        }
        double wall = (System.nanoTime() - began) / 1e9;
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        double busy = cpu.toMillis() / 1e3;
        System.out.printf(Locale.ROOT, "%s; wall %.1f s, cpu %.1f s, peak %d KB%n", said.strip(), wall, busy, peak);
        if (process.exitValue() != 0) {
            throw new IOException("the process ended with " + process.exitValue() + ": " + command);
        }
        String seconds = said.replaceAll("(?s).*, ([0-9.]+) s\\s.*", "$1");
        return new Run(Double.parseDouble(seconds), wall, busy, peak);
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
                    "{\"benchmark\":\"export\",\"source\":\"%s\",\"rows\":%d,\"seconds\":%.1f,\"wall_seconds\":%.1f,\"cpu_seconds\":%.1f,\"rows_per_second\":%.0f,"
                            + "\"peak_mb\":%.0f,\"parquet_mb\":%.0f,\"csv_mb\":%.0f,\"cores\":%d%s}%n",
                    source,
                    rows,
                    run.seconds(),
                    run.wall(),
                    run.cpu(),
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

    static Map<String, Object> row(int number, Random random) {
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
}
