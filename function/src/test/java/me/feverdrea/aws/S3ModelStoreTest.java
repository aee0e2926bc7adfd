package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws of fetching a bundle, against a server that the SDK really talks to. */
class S3ModelStoreTest {
    private static final MadeBundle BUNDLE = new MadeBundle();
    private static final String BUCKET = "models-of-mine";
    private static final String WEIGHTS = BUNDLE.key(BUCKET, MadeBundle.WEIGHTS);

    @TempDir
    Path cache;

    private final S3Server server = new S3Server();

    @BeforeEach
    void credentialsOfNobody() {
        System.setProperty("aws.accessKeyId", "nobody");
        System.setProperty("aws.secretAccessKey", "nothing");
        System.setProperty("aws.region", "eu-central-1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private S3ModelStore store() {
        return store(BUNDLE.manifestSha256(), Duration.ofSeconds(20));
    }

    private S3ModelStore store(String pin, Duration patience) {
        return new S3ModelStore(
                S3Clients.client(Optional.of(server.endpoint())),
                new S3ModelStore.Pin(BUCKET, BUNDLE.id(), pin),
                cache,
                4,
                patience);
    }

    private void assertWhole(ModelBundle bundle) throws IOException {
        assertEquals(cache.resolve(BUNDLE.id()), bundle.folder());
        for (Map.Entry<String, byte[]> file : BUNDLE.files().entrySet()) {
            assertArrayEquals(
                    file.getValue(), Files.readAllBytes(bundle.folder().resolve(file.getKey())));
        }
        assertEquals(bundle, ModelBundle.verified(bundle.folder()));
        try (Stream<Path> left = Files.list(bundle.folder())) {
            assertEquals(BUNDLE.files().size() + 1, left.count(), "nothing unfinished is left");
        }
    }

    private void assertNothingUsable() {
        assertFalse(Files.exists(cache.resolve(BUNDLE.id()).resolve(Manifest.FILE)));
        assertFalse(Files.exists(cache.resolve(BUNDLE.id()).resolve(MadeBundle.WEIGHTS)));
    }

    /** Says what is wrong and stores nothing; after the repair, the same store gives the bundle. */
    private void assertRefusedUntilRepaired(String message) throws IOException {
        try (S3ModelStore store = store()) {
            String said = assertThrows(BundleException.class, store::open).getMessage();
            assertTrue(said.contains(message), said);
            assertNothingUsable();
            server.breakWith(exchange -> false);
            BUNDLE.upload(server, BUCKET);
            assertWhole(store.open());
        }
    }

    private long asked(String what) {
        return server.asked().stream().filter(request -> request.contains(what)).count();
    }

    @Test
    void aBundleComesWholeAndInParts() throws IOException {
        BUNDLE.upload(server, BUCKET);
        try (S3ModelStore store = store()) {
            assertEquals(BUNDLE.id(), store.manifest().id());
            assertEquals(
                    List.of("GET"),
                    server.asked().stream().map(line -> line.substring(0, 3)).toList());
            assertWhole(store.open());
        }
        assertEquals(3, asked("GET /" + WEIGHTS));
        assertEquals(1, asked("GET /" + WEIGHTS + " bytes=16777216-33554431"));
    }

    @Test
    void whatIsHereIsCheckedAndNotFetchedAgain() throws IOException {
        BUNDLE.upload(server, BUCKET);
        try (S3ModelStore store = store()) {
            store.open();
        }
        server.asked().clear();
        try (S3ModelStore store = store()) {
            assertWhole(store.open());
        }
        assertEquals(1, server.asked().size(), "the manifest alone");
    }

    @Test
    void whatSomebodyChangedHereIsFetchedAgain() throws IOException {
        BUNDLE.upload(server, BUCKET);
        try (S3ModelStore store = store()) {
            store.open();
        }
        Files.write(cache.resolve(BUNDLE.id()).resolve(MadeBundle.WEIGHTS), new byte[] {1});
        try (S3ModelStore store = store()) {
            assertWhole(store.open());
        }
    }

    @Test
    void anotherManifestThanThePinnedOneIsRefused() {
        BUNDLE.upload(server, BUCKET);
        String pin = "ab".repeat(32);
        try (S3ModelStore store = store(pin, Duration.ofSeconds(20))) {
            String said = assertThrows(BundleException.class, store::manifest).getMessage();
            assertTrue(said.contains(BUNDLE.manifestSha256()) && said.contains("pinned is " + pin), said);
        }
        assertNothingUsable();
    }

    @Test
    void aManifestOfAnUnknownFormatIsRefusedEvenIfPinned() {
        byte[] odd = BUNDLE.describe(Map.of("format", 2));
        BUNDLE.upload(server, BUCKET);
        server.put(BUNDLE.key(BUCKET, Manifest.FILE), odd);
        try (S3ModelStore store = store(Sha256.hex(odd), Duration.ofSeconds(20))) {
            assertTrue(assertThrows(BundleException.class, store::open)
                    .getMessage()
                    .contains("format"));
        }
    }

    @Test
    void aBucketThatIsStillEmptySaysWhatToUpload() throws IOException {
        assertRefusedUntilRepaired("manifest.json: no such object; upload the bundle");
    }

    @Test
    void aMissingObjectIsNamed() throws IOException {
        BUNDLE.upload(server, BUCKET);
        server.remove(WEIGHTS);
        assertRefusedUntilRepaired("model.onnx.data: no such object");
    }

    @Test
    void aShortenedObjectIsNamed() throws IOException {
        BUNDLE.upload(server, BUCKET);
        server.put(WEIGHTS, Arrays.copyOf(server.get(WEIGHTS), 999));
        assertRefusedUntilRepaired("size is 999 bytes, the manifest says 33566777");
    }

    @Test
    void anAlteredPartIsNamed() throws IOException {
        BUNDLE.upload(server, BUCKET);
        byte[] altered = server.get(WEIGHTS).clone();
        altered[20_000_000] ^= 1;
        server.put(WEIGHTS, altered);
        assertRefusedUntilRepaired("sha256 of part 2 is ");
    }

    @Test
    void noPermissionSaysWhichIsNeeded() throws IOException {
        BUNDLE.upload(server, BUCKET);
        server.breakWith(exchange -> ofWeights(exchange) && S3Server.refuse(exchange, 403, "AccessDenied"));
        assertRefusedUntilRepaired("s3:GetObject");
    }

    @Test
    void anObjectReplacedOnTheWayIsNoticed() throws IOException {
        BUNDLE.upload(server, BUCKET);
        server.breakWith(exchange -> {
            if (ofWeights(exchange) && exchange.getRequestMethod().equals("GET")) {
                byte[] other = server.get(WEIGHTS).clone();
                other[0] ^= 1;
                server.put(WEIGHTS, other);
            }
            return false;
        });
        assertRefusedUntilRepaired("was replaced while it was read");
    }

    @Test
    void aServerThatFailsAFewTimesIsAskedAgain() throws IOException {
        BUNDLE.upload(server, BUCKET);
        AtomicInteger failures = new AtomicInteger(2);
        server.breakWith(exchange -> failures.getAndDecrement() > 0 && S3Server.refuse(exchange, 503, "SlowDown"));
        try (S3ModelStore store = store()) {
            assertWhole(store.open());
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgain() throws IOException {
        BUNDLE.upload(server, BUCKET);
        AtomicInteger broken = new AtomicInteger(2);
        server.breakWith(exchange -> {
            if (!isPart(exchange) || broken.getAndDecrement() <= 0) {
                return false;
            }
            exchange.sendResponseHeaders(206, Manifest.PART_BYTES);
            exchange.getResponseBody().write(new byte[1000]);
            exchange.getResponseBody().flush();
            return true;
        });
        try (S3ModelStore store = store()) {
            assertWhole(store.open());
        }
    }

    @Test
    void whatCameBeforeTimeRanOutIsKeptForTheNextRequest() throws Exception {
        BUNDLE.upload(server, BUCKET);
        CountDownLatch gate = new CountDownLatch(1);
        server.breakWith(exchange -> {
            if (isPart(exchange)
                    && exchange.getRequestHeaders().getFirst("Range").startsWith("bytes=0-")) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return false;
        });
        try (S3ModelStore store = store(BUNDLE.manifestSha256(), Duration.ofMillis(1500))) {
            String said = assertThrows(BundleException.class, store::open).getMessage();
            assertTrue(said.contains("parts of the bundle " + BUNDLE.id() + " are here after 1500 ms"), said);
            assertNothingUsable();
            gate.countDown();
            assertWhole(store.open());
        }
        assertEquals(1, asked("bytes=16777216-"), "the second part came in the first request and was kept");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        BUNDLE.upload(server, BUCKET);
        Files.createFile(cache.resolve(BUNDLE.id()));
        try (S3ModelStore store = store()) {
            String said = assertThrows(BundleException.class, store::open).getMessage();
            assertTrue(said.contains(cache.resolve(BUNDLE.id()) + ": cannot be written"), said);
            Files.delete(cache.resolve(BUNDLE.id()));
            assertWhole(store.open());
        }
    }

    @Test
    void whatAKilledProcessLeftUnfinishedIsRemoved() throws IOException {
        BUNDLE.upload(server, BUCKET);
        Path folder = Files.createDirectories(cache.resolve(BUNDLE.id()));
        Path abandoned = folder.resolve(MadeBundle.WEIGHTS + ".999999999.part");
        Files.write(abandoned, new byte[10]);
        try (S3ModelStore store = store()) {
            assertWhole(store.open());
        }
        assertFalse(Files.exists(abandoned));
    }

    private static boolean ofWeights(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().endsWith(MadeBundle.WEIGHTS);
    }

    private static boolean isPart(HttpExchange exchange) {
        return ofWeights(exchange) && exchange.getRequestMethod().equals("GET");
    }
}
