package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.PublicBranchStoreContract;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.StoryPath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

class DynamoBranchStoreTest extends PublicBranchStoreContract {
    private static final String TABLE = "branches";
    private static DynamoDbLocal local;

    @BeforeAll
    static void start() throws Exception {
        local = new DynamoDbLocal();
        local.createBranchTable(TABLE);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Override
    protected BranchStore store() {
        return new DynamoBranchStore(local.client(), TABLE);
    }

    @Test
    void theItemHasTheColumnsOfTheTableInTheirTypes() {
        Branch branch = store().commit(branch("typed/1/a", "x"));
        Map<String, AttributeValue> item = local.client()
                .getItem(get -> get.tableName(TABLE)
                        .key(Map.of("dream", AttributeValue.fromS("typed/1"), "steps", AttributeValue.fromS("a"))))
                .item();
        Set<String> columns = new HashSet<>(BranchColumns.of(branch).keySet());
        columns.add("level");
        assertEquals(columns, item.keySet());
        assertEquals("01/a", item.get("level").s());
        assertEquals(AttributeValue.Type.L, item.get("choices").type());
        assertEquals(AttributeValue.Type.BOOL, item.get("fallback").type());
        Set<String> numbers = item.entrySet().stream()
                .filter(entry -> entry.getValue().type() == AttributeValue.Type.N)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "dream_number",
                        "depth",
                        "prompt_version",
                        "seed",
                        "prompt_tokens",
                        "tokens",
                        "generate_ms",
                        "attempts",
                        "gate_words",
                        "gate_loops",
                        "gate_repetition",
                        "gate_parent_overlap",
                        "gate_sibling_overlap",
                        "gate_copied_words",
                        "gate_made_up_words",
                        "gate_leaks",
                        "gate_forbidden"),
                numbers);
    }

    /** What a map costs is what the index holds: with texts of 100 KB, five rows of it are still one unit of 4 KB. */
    @Test
    void aLevelReadsNoText() {
        for (int i = 1; i <= 4; i++) {
            store().commit(branch("costly/1/a." + i, "x".repeat(100_000)));
        }
        var query = local.client()
                .query(ask -> ask.tableName(TABLE)
                        .indexName(DynamoBranchStore.MAP_INDEX)
                        .keyConditionExpression("dream = :dream")
                        .expressionAttributeValues(Map.of(":dream", AttributeValue.fromS("costly/1")))
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertEquals(4, query.count());
        assertEquals(0.5, query.consumedCapacity().capacityUnits());
        assertEquals(4, store().level(StoryPath.parse("costly/1/a"), 2, 10).size());
    }

    @Test
    void aPageThatWasTakenDownIsMarkedInTheIndex() {
        Branch branch = store().commit(branch("taken/1/a", "x"));
        local.client()
                .updateItem(update -> update.tableName(TABLE)
                        .key(Map.of("dream", AttributeValue.fromS("taken/1"), "steps", AttributeValue.fromS("a")))
                        .updateExpression("SET withdrawn_at = :now")
                        .expressionAttributeValues(Map.of(":now", AttributeValue.fromS("2026-11-25T00:00:00Z"))));
        assertTrue(store().level(branch.path(), 1, 1).get(0).withdrawn());
    }

    /** The JDK's connections throw a NullPointerException when an attempt is cut off at the wrong moment. */
    @Test
    void whateverTheClientThrowsIsAFailureOfTheStore() {
        DynamoDbClient broken = (DynamoDbClient) Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (proxy, method, with) -> {
                    throw new NullPointerException("this.http is null");
                });
        DynamoBranchStore branches = new DynamoBranchStore(broken, TABLE);
        Branch branch = branch("broken/1/a", "x");
        assertThrows(StoreException.class, () -> branches.find(branch.path()));
        assertThrows(StoreException.class, () -> branches.findAll(List.of(branch.path())));
        assertThrows(StoreException.class, () -> branches.commit(branch));
        assertThrows(StoreException.class, () -> branches.subtree(branch.path(), 1));
        assertThrows(StoreException.class, () -> branches.level(branch.path(), 1, 1));
        DynamoControlStore control = new DynamoControlStore(broken, "control");
        Instant now = Instant.now();
        assertThrows(StoreException.class, () -> control.claim("lease#x", "me", now, now));
        assertThrows(StoreException.class, () -> control.isClaimed("lease#x", now));
    }

    @Test
    void aMissingTableIsTold() {
        StoreException missing = assertThrows(
                StoreException.class,
                () -> new DynamoBranchStore(local.client(), "nowhere").find(StoryPath.parse("a/1/a")));
        assertEquals(true, missing.getMessage().contains("nowhere"));
    }
}
