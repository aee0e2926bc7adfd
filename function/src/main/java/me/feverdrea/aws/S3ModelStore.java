package me.feverdrea.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.Manifest.BundleFile;
import me.feverdrea.story.ModelBundle;
import me.feverdrea.story.ModelStore;
import me.feverdrea.story.Sha256;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A model bundle below {@code models/} of a bucket, copied to a folder of this machine when it is first asked for: the
 * files in parts side by side, each compared with the manifest as it arrives, and the manifest with its pinned hash. Parts
 * that came before time ran out are kept, and those under way go on, for the next request.
 */
public final class S3ModelStore implements ModelStore, AutoCloseable {
    private static final int MOST_MANIFEST_BYTES = 4 << 20;
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final S3Client client;
    private final S3Folder source;
    private final Pin pin;
    private final Path cache;
    private final Duration patience;
    private final ThreadPoolExecutor lanes;
    private Optional<Known> known = Optional.empty();
    private final List<FileDownload> downloads = new ArrayList<>();

    /** @param manifestSha256 hash of the only manifest that is accepted */
    public record Pin(String bucket, String id, String manifestSha256) {}

    private record Known(Manifest manifest, byte[] json) {}

    /**
     * @param client owned by this store from here on
     * @param cache folder of this machine that the bundle's folder is made in
     * @param parallel parts fetched at once
     * @param patience time that one call of {@link #open} takes at most
     */
    public S3ModelStore(S3Client client, Pin pin, Path cache, int parallel, Duration patience) {
        this.client = client;
        this.source = new S3Folder(client, pin.bucket(), "models/" + pin.id());
        this.pin = pin;
        this.cache = cache;
        this.patience = patience;
        this.lanes = new ThreadPoolExecutor(
                parallel, parallel, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "model-download");
                    thread.setDaemon(true);
                    return thread;
                });
        this.lanes.allowCoreThreadTimeOut(true);
    }

    @Override
    public Manifest manifest() {
        return known().manifest();
    }

    private synchronized Known known() {
        if (known.isEmpty()) {
            String name = source.name(Manifest.FILE);
            byte[] json = source.small(Manifest.FILE, MOST_MANIFEST_BYTES);
            String sha256 = Sha256.hex(json);
            if (!sha256.equals(pin.manifestSha256())) {
                throw new BundleException(name + ": sha256 is " + sha256 + ", pinned is " + pin.manifestSha256()
                        + "; upload the bundle that was deployed, or deploy again");
            }
            Manifest manifest = Manifest.parse(json, name);
            if (!manifest.id().equals(pin.id())) {
                throw new BundleException(name + ": is of the bundle " + manifest.id() + ", not of " + pin.id()
                        + "; upload each bundle under its own id");
            }
            known = Optional.of(new Known(manifest, json));
        }
        return known.get();
    }

    @Override
    public synchronized ModelBundle open() {
        Manifest manifest = manifest();
        Path folder = cache.resolve(manifest.id());
        try {
            Optional<ModelBundle> whole = whole(folder);
            if (whole.isPresent()) {
                return whole.get();
            }
            if (downloads.isEmpty()) {
                prepare(manifest, folder);
            }
            await(manifest);
            for (FileDownload download : downloads) {
                download.finish();
            }
            downloads.clear();
            Path unfinished = UnfinishedFiles.beside(folder.resolve(Manifest.FILE));
            Files.write(unfinished, known().json());
            Files.move(
                    unfinished,
                    folder.resolve(Manifest.FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new ModelBundle(folder, manifest);
        } catch (IOException e) {
            throw new BundleException(
                    folder + ": cannot be written (" + e + "); make room, or point feverdream.s3.cache elsewhere", e);
        }
    }

    @Override
    public void close() {
        lanes.shutdownNow();
        client.close();
    }

    /** What an earlier process has left, if every byte is right. */
    private Optional<ModelBundle> whole(Path folder) throws IOException {
        Path file = folder.resolve(Manifest.FILE);
        if (!Files.isRegularFile(file) || !Sha256.hex(Files.readAllBytes(file)).equals(pin.manifestSha256())) {
            return Optional.empty();
        }
        try {
            return Optional.of(ModelBundle.verified(folder));
        } catch (BundleException damaged) {
            Files.delete(file);
            return Optional.empty();
        }
    }

    private void prepare(Manifest manifest, Path folder) throws IOException {
        Files.createDirectories(folder);
        UnfinishedFiles.removeAbandoned(folder);
        long needed = manifest.files().stream().mapToLong(BundleFile::size).sum();
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < needed) {
            throw new BundleException(folder + ": has room for " + room + " bytes, the bundle needs " + needed
                    + "; make room, or point feverdream.s3.cache elsewhere");
        }
        for (BundleFile file : manifest.files()) {
            Files.createDirectories(folder.resolve(file.path()).getParent());
            downloads.add(new FileDownload(source, file, folder));
        }
    }

    private void await(Manifest manifest) {
        long end = System.nanoTime() + patience.toNanos();
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        downloads.forEach(download -> parts.addAll(download.begin(lanes)));
        try {
            for (CompletableFuture<Void> part : parts) {
                part.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            long here = parts.stream()
                    .filter(part -> part.isDone() && !part.isCompletedExceptionally())
                    .count();
            throw new BundleException(
                    source.name("") + ": " + here + " of " + parts.size() + " parts of the bundle " + manifest.id()
                            + " are here after " + patience.toMillis() + " ms; ask again in a few seconds",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BundleException wrong) {
                throw new BundleException(wrong.getMessage(), wrong);
            }
            throw new IllegalStateException("a part of " + manifest.id() + " could not be fetched", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException(source.name("") + ": interrupted; ask again", e);
        }
    }
}
