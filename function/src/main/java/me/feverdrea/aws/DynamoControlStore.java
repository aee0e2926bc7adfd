package me.feverdrea.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import me.feverdrea.story.ControlStore;
import me.feverdrea.story.StoreException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Leases and budgets in a DynamoDB table with the partition key {@code key}. An item has besides {@code owner} and {@code
 * until} (epoch milliseconds) for a lease, {@code count} for a budget, {@code value} for a day's salt; {@code expires_at}
 * (epoch seconds) is the table's TTL attribute.
 */
public final class DynamoControlStore implements ControlStore, AutoCloseable {
    /** Longer than clocks differ: an item must not go while it means something to anybody. */
    private static final Duration AFTER_A_LEASE = Duration.ofHours(1);

    private static final String KEY = "key";
    /** Some of these are words of the expression language. */
    private static final Map<String, String> NAMES = Map.of(
            "#key",
            KEY,
            "#owner",
            "owner",
            "#until",
            "until",
            "#count",
            "count",
            "#value",
            "value",
            "#expires",
            "expires_at");

    private final DynamoDbClient client;
    private final String table;

    /** @param client owned by this store from here on */
    public DynamoControlStore(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    @Override
    public boolean claim(String key, String owner, Instant now, Instant until) {
        return update(
                key,
                "SET #owner = :owner, #until = :until, #expires = :expires",
                "attribute_not_exists(#key) OR #until < :now OR #owner = :owner",
                Map.of(
                        ":owner", AttributeValue.fromS(owner),
                        ":until", number(until.toEpochMilli()),
                        ":expires", afterLease(until),
                        ":now", number(now.toEpochMilli())));
    }

    @Override
    public boolean isClaimed(String key, Instant now) {
        return attribute(key, "until")
                .filter(until -> Long.parseLong(until.n()) >= now.toEpochMilli())
                .isPresent();
    }

    @Override
    public boolean renew(String key, String owner, Instant until) {
        return update(
                key,
                "SET #until = :until, #expires = :expires",
                "#owner = :owner",
                Map.of(
                        ":owner", AttributeValue.fromS(owner),
                        ":until", number(until.toEpochMilli()),
                        ":expires", afterLease(until)));
    }

    @Override
    public void release(String key, String owner) {
        conditional(() -> client.deleteItem(delete -> delete.tableName(table)
                .key(key(key))
                .conditionExpression("#owner = :owner")
                .expressionAttributeNames(names("#owner = :owner"))
                .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(owner)))));
    }

    @Override
    public boolean spend(String key, int limit, Instant expires) {
        return limit > 0
                && update(
                        key,
                        "SET #expires = :expires ADD #count :one",
                        "attribute_not_exists(#count) OR #count < :limit",
                        Map.of(
                                ":expires", number(expires.getEpochSecond()),
                                ":one", number(1),
                                ":limit", number(limit)));
    }

    @Override
    public String keep(String key, String value, Instant expires) {
        conditional(() -> client.putItem(put -> put.tableName(table)
                .item(Map.of(
                        KEY,
                        AttributeValue.fromS(key),
                        "value",
                        AttributeValue.fromS(value),
                        "expires_at",
                        number(expires.getEpochSecond())))
                .conditionExpression("attribute_not_exists(#key)")
                .expressionAttributeNames(names("#key"))));
        return attribute(key, "value").map(AttributeValue::s).orElse(value);
    }

    private Optional<AttributeValue> attribute(String key, String name) {
        try {
            return Optional.ofNullable(
                    client.getItem(get -> get.tableName(table).key(key(key)).consistentRead(true))
                            .item()
                            .get(name));
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private boolean update(String key, String update, String condition, Map<String, AttributeValue> values) {
        return conditional(() -> client.updateItem(item -> item.tableName(table)
                .key(key(key))
                .updateExpression(update)
                .conditionExpression(condition)
                .expressionAttributeNames(names(update + ' ' + condition))
                .expressionAttributeValues(values)));
    }

    private boolean conditional(Supplier<?> write) {
        try {
            write.get();
            return true;
        } catch (ConditionalCheckFailedException no) {
            return false;
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** DynamoDB refuses names that no expression uses. */
    private static Map<String, String> names(String expression) {
        Map<String, String> used = new HashMap<>(NAMES);
        used.keySet().removeIf(name -> !expression.contains(name));
        return used;
    }

    private static Map<String, AttributeValue> key(String key) {
        return Map.of(KEY, AttributeValue.fromS(key));
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(String.valueOf(value));
    }

    private static AttributeValue afterLease(Instant until) {
        return number(until.plus(AFTER_A_LEASE).getEpochSecond());
    }

    /** Of any kind, as in {@link DynamoBranchStore}. */
    private StoreException failure(RuntimeException e) {
        return new StoreException(
                "DynamoDB table " + table + ": " + e.getMessage() + "; check its name, the region and the role", e);
    }

    @Override
    public void close() {
        client.close();
    }
}
