package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.BranchStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoPrivateStoreTest extends BranchStoreContract {
    private static final String TABLE = "private";
    private static final Duration KEPT = Duration.ofDays(30);
    private static DynamoDbLocal local;

    @BeforeAll
    static void start() throws Exception {
        local = new DynamoDbLocal();
        local.createPrivateTable(TABLE);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Override
    protected BranchStore store() {
        return new DynamoBranchStore(local.client(), TABLE, Optional.of(KEPT));
    }

    @Test
    void everyItemHasAnEndForTheTablesTtl() {
        Branch branch = store().commit(branch("ttl/1/a", "x"));
        AttributeValue end = local.client()
                .getItem(get -> get.tableName(TABLE)
                        .key(Map.of("dream", AttributeValue.fromS("ttl/1"), "steps", AttributeValue.fromS("a"))))
                .item()
                .get("expires_at");
        assertEquals(branch.createdAt().plus(KEPT).getEpochSecond(), Long.parseLong(end.n()));
    }
}
