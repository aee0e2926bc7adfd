package me.feverdrea.harness;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import me.feverdrea.aws.DynamoDbLocal;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The tables of a DynamoDB Local, asked directly and not through the proxies. */
final class DynamoTable implements Table {
    private final DynamoDbLocal local;
    private final DynamoDbClient client;

    DynamoTable(DynamoDbLocal local) {
        this.local = local;
        this.client = local.client();
    }

    @Override
    public Map<String, Row> rows() {
        Map<String, Row> rows = new HashMap<>();
        client.scanPaginator(scan -> scan.tableName(Cluster.BRANCHES).consistentRead(true))
                .items()
                .forEach(item -> {
                    Row row = row(item);
                    rows.put(row.path(), row);
                });
        return rows;
    }

    @Override
    public Optional<Row> row(String path) {
        var found = client.getItem(
                get -> get.tableName(Cluster.BRANCHES).key(key(path)).consistentRead(true));
        return found.hasItem() ? Optional.of(row(found.item())) : Optional.empty();
    }

    /** Puts what stands at one path at another one too. */
    void copy(String path, String copy) {
        Map<String, AttributeValue> item = new HashMap<>(client.getItem(
                        get -> get.tableName(Cluster.BRANCHES).key(key(path)).consistentRead(true))
                .item());
        String steps = key(copy).get("steps").s();
        int depth = steps.split("\\.").length;
        item.putAll(key(copy));
        item.put("parent", AttributeValue.fromS(steps.substring(0, steps.lastIndexOf('.'))));
        item.put("depth", AttributeValue.fromN(String.valueOf(depth)));
        item.put("level", AttributeValue.fromS("%02d/%s".formatted(depth, steps)));
        client.putItem(put -> put.tableName(Cluster.BRANCHES).item(item));
    }

    private static Map<String, AttributeValue> key(String path) {
        int cut = path.indexOf('/', path.indexOf('/') + 1);
        return Map.of(
                "dream", AttributeValue.fromS(path.substring(0, cut)),
                "steps", AttributeValue.fromS(path.substring(cut + 1)));
    }

    private static Row row(Map<String, AttributeValue> item) {
        Map<String, String> columns = new TreeMap<>();
        item.forEach((name, value) -> columns.put(name, text(value)));
        return new Row(columns);
    }

    private static String text(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            case BOOL -> value.bool().toString();
            case L ->
                value.l().stream()
                        .map(AttributeValue::m)
                        .map(choice -> "> " + choice.get("id").s() + ' '
                                + choice.get("label").s() + '\n')
                        .collect(Collectors.joining());
            default -> throw new IllegalStateException("no branch has a " + value);
        };
    }

    @Override
    public Optional<String> lease(String path) {
        return control("lease#" + path).map(item -> item.get("owner")).map(AttributeValue::s);
    }

    @Override
    public long charged() {
        return control("budget#" + LocalDate.now(ZoneOffset.UTC))
                .map(item -> Long.parseLong(item.get("count").n()))
                .orElse(0L);
    }

    private Optional<Map<String, AttributeValue>> control(String key) {
        var found = client.getItem(get -> get.tableName(Cluster.CONTROL)
                .key(Map.of("key", AttributeValue.fromS(key)))
                .consistentRead(true));
        return found.hasItem() ? Optional.of(found.item()) : Optional.empty();
    }

    @Override
    public void close() {
        local.close();
    }
}
