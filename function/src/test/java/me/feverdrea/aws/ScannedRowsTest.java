package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.Choice;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TableColumn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Against a server that answers a scan in ways that DynamoDB Local never does. */
class ScannedRowsTest {
    private static final String ITEM = "{\"dream\":{\"S\":\"spider/7\"},\"steps\":{\"S\":\"a\"}";

    /** @param missing bytes that are promised and never come */
    private record Answer(byte[] bytes, long checksum, String encoding, int missing) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private HttpServer server;
    private DynamoDbClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            Answer answer = answers.remove();
            exchange.getResponseHeaders().add("x-amz-crc32", "" + answer.checksum());
            if (!answer.encoding().isEmpty()) {
                exchange.getResponseHeaders().add("Content-Encoding", answer.encoding());
            }
            exchange.sendResponseHeaders(200, answer.bytes().length + answer.missing());
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.bytes());
            } catch (IOException fewerThanPromised) {
                // As a line that breaks.
            }
        });
        server.start();
        client = DynamoDbClient.builder()
                .endpointOverride(
                        URI.create("http://localhost:" + server.getAddress().getPort()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new ScannedRows()))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private static byte[] page(int count, String... items) {
        return ("{\"Count\":" + count + ",\"Items\":[" + String.join(",", items) + "],\"ScannedCount\":" + count + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long checksum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }

    private void answer(byte[] page) {
        answers.add(new Answer(page, checksum(page), "", 0));
    }

    private List<Object[]> read() throws IOException {
        List<Object[]> rows = new ArrayList<>();
        new DynamoBranchSource(client, "branches", 1).read("1", Optional.empty(), new BranchSource.Rows() {
            @Override
            public boolean take(Object[] values, String mark) {
                assertEquals("spider/7\na", mark);
                return rows.add(values);
            }

            @Override
            public void flaw(String what, boolean isLost) {
                throw new AssertionError(what);
            }
        });
        return rows;
    }

    private Object value(String column, String json) throws IOException {
        answer(page(1, ITEM + ",\"" + column + "\":" + json + ",\"text\":{\"S\":\"after it\"}}"));
        Object[] row = read().get(0);
        assertEquals("after it", row[TableColumn.index("text")]);
        return row[TableColumn.index(column)];
    }

    @Test
    void valuesOfEveryTypeAreReadAndOthersAreNothing() throws IOException {
        String choice =
                "{\"M\":{\"id\":{\"S\":\"1\"},\"label\":{\"S\":\"Cl\\u00edmb\"},\"new\":{\"L\":[{\"N\":\"1\"}]}}}";
        assertEquals("007", value("depth", "{\"N\":\"007\"}"));
        assertEquals(true, value("fallback", "{\"BOOL\":true}"));
        assertEquals(List.of(new Choice("1", "Clímb")), value("choices", "{\"L\":[" + choice + "]}"));
        assertEquals(List.of(), value("choices", "{\"L\":[]}"));
        for (String bent : List.of(
                "{\"L\":[" + choice + ",{\"S\":\"1\"}]}",
                "{\"L\":[{\"M\":{\"id\":{\"S\":\"1\"}}}]}",
                "{\"L\":[{\"M\":{\"id\":{\"S\":\"1\"},\"label\":{\"BOOL\":true}}}]}",
                "{\"L\":[[1],{}]}",
                "{\"L\":{}}",
                "{\"M\":{\"a\":{\"L\":[{\"S\":\"x\"}]}}}",
                "{\"SS\":[\"x\"]}",
                "{\"NULL\":true}",
                "{\"S\":{\"S\":\"x\"}}",
                "{\"BOOL\":\"yes\"}",
                "{}",
                "[{\"S\":\"x\"}]",
                "7")) {
            assertNull(value("choices", bent), bent);
        }
        answer(page(1, ITEM + ",\"mood\":{\"M\":{\"steps\":{\"S\":\"b\"}}}}"));
        assertEquals(
                2, Arrays.stream(read().get(0)).filter(value -> value != null).count(), "only what the table has");
    }

    @Test
    void anAnswerThatIsBentOrBreaksOffIsAskedForAgain() throws IOException {
        byte[] whole = page(1, ITEM + "}");
        answers.add(new Answer(whole, checksum(whole) + 1, "", 0));
        answers.add(new Answer(Arrays.copyOf(whole, whole.length - 30), 1, "", 30));
        answer(whole);
        List<Object[]> rows = read();
        assertEquals(1, rows.size());
        assertArrayEquals(new Object[] {"spider/7", "a"}, Arrays.copyOf(rows.get(0), 2));
        assertEquals(0, answers.size());
    }

    @Test
    void aCompressedAnswerIsReadToo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(page(2, ITEM + "}", ITEM + "}"));
        }
        answers.add(new Answer(bytes.toByteArray(), checksum(bytes.toByteArray()), "gzip", 0));
        assertEquals(2, read().size());
    }

    @Test
    void noPageIsTakenWithFewerRowsThanItCounts() {
        answer(page(3, ITEM + "}"));
        assertThrows(StoreException.class, this::read);
    }
}
