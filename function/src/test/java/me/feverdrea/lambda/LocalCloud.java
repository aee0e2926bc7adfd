package me.feverdrea.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import me.feverdrea.aws.DynamoDbLocal;
import me.feverdrea.aws.S3Server;
import me.feverdrea.story.Sha256;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the function finds around it: its bucket with the shipped bundle, and its tables. */
final class LocalCloud implements AutoCloseable {
    private static final String BUCKET = "feverdream-models";

    /** {@code -Dmodels=FOLDER} takes another bundle, to measure it. */
    private static final Path MODELS = Path.of(System.getProperty("models", "function/models"));

    private final S3Server s3 = new S3Server();
    private final DynamoDbLocal dynamo;
    private final Path bundle;
    private final String tables = "it-" + UUID.randomUUID();

    LocalCloud() throws IOException, InterruptedException {
        dynamo = new DynamoDbLocal();
        dynamo.createBranchTable(table("branches"));
        dynamo.createPrivateTable(table("private"));
        dynamo.createControlTable(table("control"));
        try (Stream<Path> bundles = Files.list(MODELS)) {
            bundle = bundles.findFirst().orElseThrow();
        }
        upload();
    }

    S3Server s3() {
        return s3;
    }

    DynamoDbClient dynamo() {
        return dynamo.client();
    }

    String table(String name) {
        return tables + "-" + name;
    }

    void createControlTable(String name) {
        dynamo.createControlTable(table(name));
    }

    /** Bucket and key of a file of the bundle. */
    String object(String file) {
        return BUCKET + "/models/" + bundle.getFileName() + "/" + file;
    }

    /** Puts every file of the bundle in its place again. */
    void upload() {
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                s3.put(object(file.getFileName().toString()), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the template sets, and where the local services are. */
    Map<String, String> environment(Path temporary) {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_TOOL_OPTIONS", "-Dvertx.disableURIValidation=true");
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_ACCESS_KEY_ID", "local");
        environment.put("AWS_SECRET_ACCESS_KEY", "local");
        environment.put("FEVERDREAM_DYNAMODB_TABLE", table("branches"));
        environment.put("FEVERDREAM_DYNAMODB_PRIVATE_TABLE", table("private"));
        environment.put("FEVERDREAM_DYNAMODB_CONTROL_TABLE", table("control"));
        environment.put("FEVERDREAM_DYNAMODB_ENDPOINT", dynamo.endpoint().toString());
        environment.put("FEVERDREAM_BUNDLE", bundle.getFileName().toString());
        environment.put("FEVERDREAM_S3_BUCKET", BUCKET);
        environment.put("FEVERDREAM_S3_MANIFEST_SHA256", Sha256.hex(s3.get(object("manifest.json"))));
        environment.put("FEVERDREAM_S3_ENDPOINT", s3.endpoint().toString());
        environment.put("FEVERDREAM_S3_CACHE", temporary.resolve("models").toString());
        return environment;
    }

    int rows() {
        return dynamo.client().scan(scan -> scan.tableName(table("branches"))).count();
    }

    @Override
    public void close() {
        s3.close();
        dynamo.close();
    }
}
