package me.feverdrea.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of S3 that notice a dead connection within seconds. Region and credentials come from the SDK's own chain. */
public final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** Between two reads of one answer, not for the whole of it. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private S3Clients() {}

    /** @param endpoint where it is not the region's own; buckets are then part of the path, not of the host */
    public static S3Client client(Optional<URI> endpoint) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE)
                        .build())
                // Every part is compared with the manifest's own SHA-256.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        endpoint.ifPresent(where -> builder.endpointOverride(where).forcePathStyle(true));
        return builder.build();
    }
}
