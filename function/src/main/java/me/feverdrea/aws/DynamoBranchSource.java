package me.feverdrea.aws;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import me.feverdrea.story.BranchColumns;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TableColumn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * A DynamoDB table of branches as rows, by a parallel scan. In the cloud that pays for every byte of the table; there its
 * export to S3 is the source to take.
 */
public final class DynamoBranchSource implements BranchSource {
    private static final int DREAM = TableColumn.index(BranchColumns.DREAM);
    private static final int STEPS = TableColumn.index(BranchColumns.STEPS);

    private final DynamoDbClient client;
    private final String table;
    private final int segments;

    /**
     * @param client a {@link DynamoClients#patient} one; owned by this source from here on
     * @param segments pieces that the table is scanned in
     */
    public DynamoBranchSource(DynamoDbClient client, String table, int segments) {
        this.client = client;
        this.table = table;
        this.segments = segments;
    }

    @Override
    public String name() {
        return "dynamodb " + table + " in " + segments + " segments";
    }

    /** DynamoDB counts every six hours. */
    @Override
    public OptionalLong estimate() {
        try {
            return OptionalLong.of(client.describeTable(describe -> describe.tableName(table))
                    .table()
                    .itemCount());
        } catch (SdkException e) {
            throw failure(e);
        }
    }

    @Override
    public List<String> pieces() {
        return IntStream.rangeClosed(1, segments).mapToObj(String::valueOf).toList();
    }

    @Override
    public void read(String piece, Optional<String> after, Rows rows) throws IOException {
        Map<String, AttributeValue> from = after.map(DynamoBranchSource::key).orElse(Map.of());
        do {
            List<Object[]> values = new ArrayList<>();
            ScanResponse page = scan(Integer.parseInt(piece) - 1, from, values);
            if (page.count() != values.size()) {
                throw new StoreException(
                        "DynamoDB table " + table + ": " + values.size() + " rows in an answer that counts "
                                + page.count() + "; try again",
                        null);
            }
            for (Object[] row : values) {
                if (!rows.take(row, row[DREAM] + "\n" + row[STEPS])) {
                    return;
                }
            }
            from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
        } while (!from.isEmpty());
    }

    private ScanResponse scan(int segment, Map<String, AttributeValue> from, List<Object[]> into) {
        try {
            return client.scan(ScanRequest.builder()
                    .tableName(table)
                    .segment(segment)
                    .totalSegments(segments)
                    .exclusiveStartKey(from.isEmpty() ? null : from)
                    .overrideConfiguration(ScannedRows.into(into))
                    .build());
        } catch (SdkException e) {
            throw failure(e);
        }
    }

    private static Map<String, AttributeValue> key(String mark) {
        String[] key = mark.split("\n", 2);
        return Map.of(
                BranchColumns.DREAM, AttributeValue.fromS(key[0]), BranchColumns.STEPS, AttributeValue.fromS(key[1]));
    }

    private StoreException failure(SdkException e) {
        return new StoreException(
                "DynamoDB table " + table + ": " + e.getMessage() + "; check its name, the region and the role", e);
    }

    @Override
    public void close() {
        client.close();
    }
}
