package me.feverdrea.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.feverdrea.aws.DynamoDbLocal;

/** Several processes of the game on one store. With DynamoDB each has a proxy of its own before it. */
final class Cluster implements AutoCloseable {
    static final String BRANCHES = "feverdream-branches";
    static final String CONTROL = "feverdream-control";
    static final String PRIVATE = "feverdream-private";

    static final String STORIES = "function/src/test/resources/harness/stories";

    /** Small and quick to start: many of them share two cores. */
    static final List<String> OPTIONS = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    enum Store {
        DYNAMODB,
        SQLITE
    }

    /** @param skew seconds by which a game's clock is wrong, by its number */
    record Plan(Store store, int games, Map<String, String> settings, List<String> options, IntUnaryOperator skew) {
        static Plan of(Store store, int games) {
            return new Plan(store, games, Map.of(), OPTIONS, game -> 0);
        }

        Plan with(String setting, String value) {
            Map<String, String> more = new HashMap<>(settings);
            more.put(setting, value);
            return new Plan(store, games, more, options, skew);
        }

        Plan skewed(IntUnaryOperator newSkew) {
            return new Plan(store, games, settings, options, newSkew);
        }

        Plan optioned(List<String> newOptions) {
            return new Plan(store, games, settings, newOptions, skew);
        }
    }

    private final Path folder;
    private final Table table;
    private final List<Game> games;
    private final Commits commits = new Commits();

    Cluster(Plan plan) throws Exception {
        this.folder = Files.createTempDirectory("feverdream-harness");
        Optional<DynamoDbLocal> dynamo = plan.store() == Store.DYNAMODB ? Optional.of(dynamo()) : Optional.empty();
        this.table = dynamo.<Table>map(DynamoTable::new)
                .orElseGet(() -> new SqliteTable(folder.resolve("data").resolve("branches.sqlite")));
        this.games = Crowd.each(IntStream.range(0, plan.games())
                .<Callable<Game>>mapToObj(game -> () -> start(plan, game, dynamo))
                .toList());
    }

    private static DynamoDbLocal dynamo() throws Exception {
        DynamoDbLocal local = new DynamoDbLocal();
        local.createBranchTable(BRANCHES);
        local.createControlTable(CONTROL);
        local.createPrivateTable(PRIVATE);
        return local;
    }

    private Game start(Plan plan, int number, Optional<DynamoDbLocal> dynamo) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("feverdream.stories", STORIES);
        settings.put("feverdream.data", folder.resolve("data").toString());
        settings.put("feverdream.generation.attempts", "1");
        settings.put("feverdream.generation.threads", "1");
        settings.put("feverdream.lease", "2s");
        Optional<FaultProxy> proxy = Optional.empty();
        if (dynamo.isPresent()) {
            proxy = Optional.of(new FaultProxy(dynamo.get().endpoint(), commits));
            settings.put("feverdream.branches", "dynamodb");
            settings.put("feverdream.dynamodb.endpoint", proxy.get().endpoint().toString());
            settings.put("feverdream.dynamodb.table", BRANCHES);
            settings.put("feverdream.dynamodb.control-table", CONTROL);
            settings.put("feverdream.dynamodb.private-table", PRIVATE);
            settings.put("aws.region", "eu-central-1");
            settings.put("aws.accessKeyId", "local");
            settings.put("aws.secretAccessKey", "local");
        }
        settings.putAll(plan.settings());
        return new Game(settings, plan.options(), plan.skew().applyAsInt(number), proxy);
    }

    List<Game> games() {
        return games;
    }

    Game game(int number) {
        return games.get(number);
    }

    Table table() {
        return table;
    }

    /** What the proxies saw carried out; stays empty with SQLite. */
    Commits commits() {
        return commits;
    }

    @Override
    public void close() throws IOException {
        for (Game game : games) {
            game.close();
        }
        table.close();
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
