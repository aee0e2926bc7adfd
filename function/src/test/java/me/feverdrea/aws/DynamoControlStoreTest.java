package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import me.feverdrea.story.ControlStore;
import me.feverdrea.story.ControlStoreContract;
import me.feverdrea.story.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoControlStoreTest extends ControlStoreContract {
    private static final String TABLE = "control";
    private static DynamoDbLocal local;

    @BeforeAll
    static void start() throws Exception {
        local = new DynamoDbLocal();
        local.createControlTable(TABLE);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Override
    protected ControlStore store() {
        return new DynamoControlStore(local.client(), TABLE);
    }

    @Test
    void everyItemHasAnEndForTheTablesTtl() {
        Instant end = Instant.now().plusSeconds(60);
        store().claim("lease#ttl", "one", Instant.now(), end);
        store().spend("budget#ttl", 1, end);
        store().keep("salt#ttl", "x", end);
        for (String key : Set.of("lease#ttl", "budget#ttl", "salt#ttl")) {
            Map<String, AttributeValue> item = local.client()
                    .getItem(get -> get.tableName(TABLE).key(Map.of("key", AttributeValue.fromS(key))))
                    .item();
            assertTrue(Long.parseLong(item.get("expires_at").n()) >= end.getEpochSecond(), key);
        }
        assertEquals(
                Set.of("key", "owner", "until", "expires_at"),
                local.client()
                        .getItem(get -> get.tableName(TABLE).key(Map.of("key", AttributeValue.fromS("lease#ttl"))))
                        .item()
                        .keySet());
    }

    @Test
    void aMissingTableIsTold() {
        ControlStore missing = new DynamoControlStore(local.client(), "nowhere");
        StoreException told = assertThrows(StoreException.class, () -> missing.release("a", "one"));
        assertTrue(told.getMessage().contains("nowhere"));
    }
}
