package me.feverdrea;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import me.feverdrea.aws.DynamoClients;
import me.feverdrea.story.Choice;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A parallel scan as the SDK does it, in as many segments as the export's, that throws its rows away. */
final class BareScan {
    static final int SEGMENTS = 4;
    private static final int BATCH = 25;

    private BareScan() {}

    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[0]);
        URI endpoint = URI.create(arguments[1]);
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
        System.out.printf(Locale.ROOT, "bare scan, %.2f s%n", (System.nanoTime() - began) / 1e9);
    }

    static void put(int rows, DynamoDbClient client) {
        Random random = new Random(7);
        List<WriteRequest> batch = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Map<String, AttributeValue> item = ExportBenchmark.row(i, random).entrySet().stream()
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
}
