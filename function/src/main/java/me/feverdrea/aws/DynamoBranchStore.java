package me.feverdrea.aws;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.Choice;
import me.feverdrea.story.Landmark;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.StoryPath;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Branches in a DynamoDB table with the partition key {@code dream} and the sort key {@code steps}. Reads are consistent. Maps
 * are read from the global secondary index {@code map} of the public table: partition key {@code dream}, sort key {@code
 * level}, with {@code choice}, {@code choices}, {@code ending} and {@code withdrawn_at} projected into it.
 */
public final class DynamoBranchStore implements BranchStore, AutoCloseable {
    static final String MAP_INDEX = "map";

    /** Depth in two digits, a slash, and the steps; of this table alone, for the index. */
    static final String LEVEL = "level";

    /** Most keys that BatchGetItem takes. */
    private static final int BATCH = 100;

    private static final int MOST_ROUNDS = 5;
    private static final long FIRST_PAUSE_MILLIS = 25;

    /** For all rounds together: what a throttled table leaves out is asked for again, but not for ever. */
    private static final Duration PATIENCE = Duration.ofMillis(1000);

    private final DynamoDbClient client;
    private final String table;
    private final Optional<Duration> kept;
    private final JointReads<StoryPath, Optional<Branch>> reads = new JointReads<>();

    /** @param client owned by this store from here on */
    public DynamoBranchStore(DynamoDbClient client, String table) {
        this(client, table, Optional.empty());
    }

    /** @param kept how long; {@code expires_at} (epoch seconds) is the table's TTL attribute. Empty for ever */
    public DynamoBranchStore(DynamoDbClient client, String table, Optional<Duration> kept) {
        this.client = client;
        this.table = table;
        this.kept = kept;
    }

    @Override
    public Optional<Branch> find(StoryPath path) {
        return reads.read(path, () -> findNow(path));
    }

    private Optional<Branch> findNow(StoryPath path) {
        return answer(() -> client.getItem(
                                get -> get.tableName(table).key(key(path)).consistentRead(true))
                        .item())
                .filter(item -> !item.isEmpty())
                .map(DynamoBranchStore::branch);
    }

    @Override
    public Map<StoryPath, Branch> findAll(Collection<StoryPath> paths) {
        Map<StoryPath, Branch> found = new HashMap<>();
        List<Map<String, AttributeValue>> keys =
                paths.stream().distinct().map(DynamoBranchStore::key).toList();
        for (int from = 0; from < keys.size(); from += BATCH) {
            List<Map<String, AttributeValue>> missing = keys.subList(from, Math.min(from + BATCH, keys.size()));
            Instant end = Instant.now().plus(PATIENCE);
            for (int round = 0; !missing.isEmpty(); round++) {
                pause(round, end);
                missing = findBatch(missing, found);
            }
        }
        return found;
    }

    /** Returns the keys that a throttled table left for another time. */
    private List<Map<String, AttributeValue>> findBatch(
            List<Map<String, AttributeValue>> keys, Map<StoryPath, Branch> found) {
        KeysAndAttributes request =
                KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
        var batch = answer(() -> client.batchGetItem(get -> get.requestItems(Map.of(table, request))))
                .orElseThrow();
        batch.responses().getOrDefault(table, List.of()).stream()
                .map(DynamoBranchStore::branch)
                .forEach(branch -> found.put(branch.path(), branch));
        return Optional.ofNullable(batch.unprocessedKeys().get(table))
                .map(KeysAndAttributes::keys)
                .orElse(List.of());
    }

    private void pause(int round, Instant end) {
        if (round == MOST_ROUNDS || Instant.now().isAfter(end)) {
            throw new StoreException("DynamoDB table " + table + ": throttled; ask again in a moment", null);
        }
        try {
            Thread.sleep(round == 0 ? 0 : FIRST_PAUSE_MILLIS << round);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("DynamoDB table " + table + ": interrupted", e);
        }
    }

    @Override
    public Branch commit(Branch branch) {
        try {
            client.putItem(
                    put -> put.tableName(table).item(item(branch)).conditionExpression("attribute_not_exists(steps)"));
            return branch;
        } catch (ConditionalCheckFailedException lost) {
            return find(branch.path()).orElseThrow();
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    @Override
    public List<Branch> subtree(StoryPath root, int limit) {
        String steps = root.stepsKey();
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression(
                        root.isStart() ? "dream = :dream" : "dream = :dream AND steps BETWEEN :from AND :to")
                .expressionAttributeValues(
                        root.isStart()
                                ? Map.of(":dream", text(root.dreamKey()))
                                // '/' is the character after '.', so the range holds the row and all that begins with
                                // steps and a dot, and besides only ids that go on with '-'.
                                : Map.of(
                                        ":dream",
                                        text(root.dreamKey()),
                                        ":from",
                                        text(steps),
                                        ":to",
                                        text(steps + '/')))
                .build();
        return answer(() -> client.queryPaginator(query).items().stream()
                        .map(DynamoBranchStore::branch)
                        .filter(branch -> root.isStart() || isWithin(branch, steps))
                        .limit(limit)
                        .toList())
                .orElseThrow();
    }

    /** From the index alone: what it does not project, such as the text, is not read and not paid for. */
    @Override
    public List<Landmark> level(StoryPath root, int depth, int limit) {
        boolean isRoot = depth == root.depth();
        String below = root.isStart() ? "" : root.stepsKey() + '.';
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .indexName(MAP_INDEX)
                .keyConditionExpression(
                        "dream = :dream AND " + (isRoot ? "#level = :level" : "begins_with(#level, :level)"))
                // A word that DynamoDB keeps for itself.
                .expressionAttributeNames(Map.of("#level", LEVEL))
                .expressionAttributeValues(Map.of(
                        ":dream",
                        text(root.dreamKey()),
                        ":level",
                        text(level(depth, isRoot ? root.stepsKey() : below))))
                .limit(limit)
                .build();
        return answer(() -> client.queryPaginator(query).items().stream()
                        .limit(limit)
                        .map(DynamoBranchStore::landmark)
                        .toList())
                .orElseThrow();
    }

    /** Sort key of the index: all branches of one depth below one place stand side by side in it. */
    private static String level(int depth, String steps) {
        return String.format("%02d/%s", depth, steps);
    }

    private static Landmark landmark(Map<String, AttributeValue> item) {
        return Landmark.read(
                StoryPath.of(
                        item.get(BranchColumns.DREAM).s(),
                        item.get(BranchColumns.STEPS).s()),
                item.get("choice").s(),
                choices(item),
                item.get("ending").s(),
                Optional.ofNullable(item.get(BranchColumns.WITHDRAWN_AT))
                        .map(AttributeValue::s)
                        .orElse(null));
    }

    private static boolean isWithin(Branch branch, String steps) {
        String key = branch.path().stepsKey();
        return key.equals(steps) || key.startsWith(steps + '.');
    }

    private <T> Optional<T> answer(Supplier<T> call) {
        try {
            return Optional.ofNullable(call.get());
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** Of any kind: an attempt that its time limit cuts off may end in a NullPointerException of the JDK's connection. */
    private StoreException failure(RuntimeException e) {
        return new StoreException(
                "DynamoDB table " + table + ": " + e.getMessage() + "; check its name, the region and the role", e);
    }

    private static Map<String, AttributeValue> key(StoryPath path) {
        return Map.of(
                BranchColumns.DREAM, text(path.dreamKey()),
                BranchColumns.STEPS, text(path.stepsKey()));
    }

    private Map<String, AttributeValue> item(Branch branch) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        BranchColumns.of(branch).forEach((name, value) -> item.put(name, attribute(value, branch)));
        // What is private is on no map.
        if (kept.isEmpty()) {
            StoryPath path = branch.path();
            item.put(LEVEL, text(level(path.depth(), path.stepsKey())));
        }
        kept.ifPresent(time -> {
            long end = branch.createdAt().plus(time).getEpochSecond();
            item.put("expires_at", AttributeValue.fromN(String.valueOf(end)));
        });
        return item;
    }

    private static AttributeValue attribute(Object value, Branch branch) {
        if (value instanceof List<?>) {
            return AttributeValue.fromL(branch.choices().stream()
                    .map(choice -> AttributeValue.fromM(Map.of("id", text(choice.id()), "label", text(choice.label()))))
                    .toList());
        }
        if (value instanceof Boolean flag) {
            return AttributeValue.fromBool(flag);
        }
        return value instanceof Number ? AttributeValue.fromN(value.toString()) : text((String) value);
    }

    private static Branch branch(Map<String, AttributeValue> item) {
        Map<String, Object> columns = new HashMap<>();
        item.forEach((name, value) -> {
            if (value.s() != null) {
                columns.put(name, value.s());
            } else if (value.n() != null) {
                columns.put(name, new BigDecimal(value.n()));
            } else if (value.bool() != null) {
                columns.put(name, value.bool());
            }
        });
        return BranchColumns.read(columns, choices(item));
    }

    private static List<Choice> choices(Map<String, AttributeValue> item) {
        return item.get(BranchColumns.CHOICES).l().stream()
                .map(AttributeValue::m)
                .map(choice ->
                        new Choice(choice.get("id").s(), choice.get("label").s()))
                .toList();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    @Override
    public void close() {
        client.close();
    }
}
