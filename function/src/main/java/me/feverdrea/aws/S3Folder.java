package me.feverdrea.aws;

import java.io.InputStream;
import java.util.function.Supplier;
import me.feverdrea.story.BundleException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The objects below a prefix of a bucket. Each error says which object, what is wrong and the cure. */
record S3Folder(S3Client client, String bucket, String prefix) {
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int PRECONDITION_FAILED = 412;

    /** Size in bytes and version of an object. */
    record Head(long size, String etag) {}

    /** The object was replaced since its head was read. */
    static final class ReplacedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReplacedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    String name(String path) {
        return "s3://" + bucket + "/" + prefix + "/" + path;
    }

    byte[] small(String path, int most) {
        return answer(
                path,
                () -> client.getObjectAsBytes(
                                get -> get.bucket(bucket).key(key(path)).range("bytes=0-" + (most - 1)))
                        .asByteArray());
    }

    Head head(String path) {
        HeadObjectResponse head =
                answer(path, () -> client.headObject(get -> get.bucket(bucket).key(key(path))));
        return new Head(head.contentLength(), head.eTag());
    }

    /** The bytes from one place on, of the version that the head was read from; to be closed. */
    InputStream range(String path, Head head, long from, long length) {
        ResponseInputStream<GetObjectResponse> stream = answer(
                path,
                () -> client.getObject(get -> get.bucket(bucket)
                        .key(key(path))
                        .ifMatch(head.etag())
                        .range("bytes=" + from + "-" + (from + length - 1))));
        return stream;
    }

    private String key(String path) {
        return prefix + "/" + path;
    }

    private <T> T answer(String path, Supplier<T> call) {
        try {
            return call.get();
        } catch (S3Exception e) {
            throw switch (e.statusCode()) {
                case NOT_FOUND -> new BundleException(name(path) + ": no such object; upload the bundle", e);
                case FORBIDDEN ->
                    new BundleException(
                            name(path) + ": not allowed to read it, or it is missing; upload the bundle and allow the"
                                    + " function s3:GetObject on it",
                            e);
                case PRECONDITION_FAILED ->
                    new ReplacedException(
                            name(path) + ": was replaced while it was read; upload the bundle under an id of its own",
                            e);
                default ->
                    new BundleException(
                            name(path) + ": the store answered " + e.statusCode() + "; ask again in a few seconds", e);
            };
        } catch (RuntimeException e) {
            // Not only the SDK's: a connection that is cut off may end in a NullPointerException of the JDK.
            throw new BundleException(
                    name(path) + ": the store does not answer (" + e.getMessage() + "); ask again in a few seconds", e);
        }
    }
}
