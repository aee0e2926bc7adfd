package me.feverdrea.aws;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.Manifest.BundleFile;
import me.feverdrea.story.Sha256;

/** One file of a bundle on its way here, in parts that each are right or not there. */
final class FileDownload {
    private static final int BUFFER_BYTES = 1 << 17;
    private static final int ATTEMPTS = 3;

    private final S3Folder source;
    private final BundleFile file;
    private final Path target;
    private final Path unfinished;
    private final List<CompletableFuture<Void>> parts = new ArrayList<>();
    private Optional<S3Folder.Head> head = Optional.empty();

    /** @param folder the file's folder, which exists */
    FileDownload(S3Folder source, BundleFile file, Path folder) {
        this.source = source;
        this.file = file;
        this.target = folder.resolve(file.path());
        this.unfinished = UnfinishedFiles.beside(target);
        file.parts().forEach(part -> parts.add(CompletableFuture.failedFuture(new IllegalStateException("not begun"))));
    }

    /** Asks for every part that is neither here nor on its way; of the object as it is now, which may have been mended. */
    List<CompletableFuture<Void>> begin(Executor executor) {
        if (parts.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) {
            forgetHead();
        }
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            if (parts.get(i).isCompletedExceptionally()) {
                parts.set(i, CompletableFuture.runAsync(() -> fetch(part), executor));
            }
        }
        return parts;
    }

    /** Once all parts are here: gives the file its name, if it has not got it yet. */
    void finish() throws IOException {
        if (parts.isEmpty()) {
            Files.write(unfinished, new byte[0]);
        } else if (Files.notExists(unfinished)) {
            return;
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void fetch(int part) {
        for (int attempt = 1; ; attempt++) {
            try {
                fetchOnce(part);
                return;
            } catch (S3Folder.ReplacedException e) {
                throw new BundleException(e.getMessage(), e);
            } catch (BrokenAnswer e) {
                if (attempt == ATTEMPTS) {
                    throw new BundleException(e.getMessage(), e);
                }
            }
        }
    }

    private void fetchOnce(int part) {
        long from = (long) part * Manifest.PART_BYTES;
        long length = Math.min(Manifest.PART_BYTES, file.size() - from);
        MessageDigest digest = Sha256.digest();
        long read = 0;
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try (InputStream in = source.range(file.path(), head(), from, length)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int count = read(in, buffer, 0); count >= 0; count = read(in, buffer, read)) {
                    if (read + count > length) {
                        throw new BrokenAnswer(
                                source.name(file.path()) + ": more bytes came than were asked for", null);
                    }
                    digest.update(buffer, 0, count);
                    write(channel, ByteBuffer.wrap(buffer, 0, count), from + read);
                    read += count;
                }
            }
        } catch (IOException e) {
            throw new BundleException(
                    unfinished + ": cannot be written (" + e.getMessage() + "); the bundle needs " + file.size()
                            + " bytes for this file: make room, or point feverdream.s3.cache elsewhere",
                    e);
        }
        if (read < length) {
            throw new BrokenAnswer(
                    source.name(file.path()) + ": " + read + " of " + length + " bytes came from byte " + from
                            + "; ask again in a few seconds",
                    null);
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (!sha256.equals(file.parts().get(part))) {
            throw new BundleException(source.name(file.path()) + ": sha256 of part " + (part + 1) + " is " + sha256
                    + ", the manifest says " + file.parts().get(part) + "; upload the bundle again");
        }
    }

    /** What the network breaks is asked for again; what the disk breaks is not. */
    private int read(InputStream in, byte[] buffer, long done) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new BrokenAnswer(
                    source.name(file.path()) + ": the answer broke off after " + done + " bytes (" + e.getMessage()
                            + "); ask again in a few seconds",
                    e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long place = at;
        while (bytes.hasRemaining()) {
            place += channel.write(bytes, place);
        }
    }

    private synchronized S3Folder.Head head() {
        if (head.isEmpty()) {
            S3Folder.Head found = source.head(file.path());
            if (found.size() != file.size()) {
                throw new BundleException(source.name(file.path()) + ": size is " + found.size()
                        + " bytes, the manifest says " + file.size() + "; upload the bundle again");
            }
            head = Optional.of(found);
        }
        return head.get();
    }

    private synchronized void forgetHead() {
        head = Optional.empty();
    }

    private static final class BrokenAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenAnswer(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
