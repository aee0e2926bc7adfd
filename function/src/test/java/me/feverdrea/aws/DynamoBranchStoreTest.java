package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.BranchStoreContract;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.StoryPath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoBranchStoreTest extends BranchStoreContract {
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
        assertEquals(BranchColumns.of(branch).keySet(), item.keySet());
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

    @Test
    void aMissingTableIsTold() {
        StoreException missing = assertThrows(
                StoreException.class,
                () -> new DynamoBranchStore(local.client(), "nowhere").find(StoryPath.parse("a/1/a")));
        assertEquals(true, missing.getMessage().contains("nowhere"));
    }
}
