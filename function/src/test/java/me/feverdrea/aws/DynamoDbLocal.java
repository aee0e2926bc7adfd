package me.feverdrea.aws;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** DynamoDB Local as a process of its own, in memory. */
public final class DynamoDbLocal implements AutoCloseable {
    private static final Path LIBRARIES = Path.of("function/dynamodb-local/target/lib");

    private final Process process;
    private final DynamoDbClient client;
    private final URI endpoint;

    /** @param options of its virtual machine */
    public DynamoDbLocal(String... options) throws IOException, InterruptedException {
        if (!Files.isDirectory(LIBRARIES)) {
            throw new IllegalStateException(
                    LIBRARIES.toAbsolutePath() + " is missing; run ./mvnw test from the root, which collects it");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        endpoint = URI.create("http://localhost:" + port);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-Djava.library.path=" + LIBRARIES,
                "-cp",
                LIBRARIES + File.separator + "*",
                "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                "-inMemory",
                "-disableTelemetry",
                "-port",
                String.valueOf(port)));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("function/target/dynamodb-local.log").toFile())
                .start();
        client = builder().build();
        await();
    }

    private void await() throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (true) {
            try {
                client.listTables();
                return;
            } catch (SdkException notYet) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw new UncheckedIOException(new IOException(
                            "DynamoDB Local did not start; see function/target/dynamodb-local.log", notYet));
                }
                Thread.sleep(100);
            }
        }
    }

    private DynamoDbClientBuilder builder() {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create());
    }

    public DynamoDbClient client() {
        return client;
    }

    /** Another client, which reads rows as a {@link DynamoClients#patient} one does. */
    DynamoDbClient patient() {
        return builder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(new ScannedRows()))
                .build();
    }

    public URI endpoint() {
        return endpoint;
    }

    public void createBranchTable(String table) {
        client.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("dream"), text("steps"), text("level"))
                .keySchema(key("dream", KeyType.HASH), key("steps", KeyType.RANGE))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("map")
                        .keySchema(key("dream", KeyType.HASH), key("level", KeyType.RANGE))
                        .projection(columns -> columns.projectionType(ProjectionType.INCLUDE)
                                .nonKeyAttributes("choice", "choices", "ending", "withdrawn_at"))
                        .build()));
    }

    public void createPrivateTable(String table) {
        client.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("dream"), text("steps"))
                .keySchema(key("dream", KeyType.HASH), key("steps", KeyType.RANGE)));
    }

    public void createControlTable(String table) {
        client.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("key"))
                .keySchema(key("key", KeyType.HASH)));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
