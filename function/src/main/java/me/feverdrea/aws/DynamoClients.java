package me.feverdrea.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * Clients that give up while a reader is still there: a single call takes 4.5 s at most, whatever the network does, so that
 * who asks for a page gets it, or a word that the store does not answer, within five.
 */
public final class DynamoClients {
    /**
     * Answers come in milliseconds; what takes longer than this is lost and better asked for again. Only the first call of a
     * process needs so much, for its classes and its handshake.
     */
    private static final Duration ATTEMPT = Duration.ofMillis(1500);

    private static final Duration CALL = Duration.ofMillis(3500);

    /** Between two bytes: the timeouts above do not end the reading of a body that stops coming. */
    private static final Duration SILENCE = Duration.ofMillis(1000);

    private static final Duration CONNECT = Duration.ofMillis(1000);
    private static final int ATTEMPTS = 4;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int PATIENT_ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);

    private DynamoClients() {}

    /**
     * Region and credentials come from the SDK's own chain.
     *
     * @param endpoint where it is not the region's own
     */
    public static DynamoDbClient client(Optional<URI> endpoint) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE)
                        .build())
                .overrideConfiguration(patience());
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** For who copies a table and has time: a page of a scan is a megabyte, and a throttled table is waited for. */
    public static DynamoDbClient patient(Optional<URI> endpoint) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(LONG)
                        .build())
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .addExecutionInterceptor(new ScannedRows())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(PATIENT_ATTEMPTS)
                                .build())
                        .build());
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    static ClientOverrideConfiguration patience() {
        BackoffStrategy pauses = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .backoffStrategy(pauses)
                        .throttlingBackoffStrategy(pauses)
                        // Attempts are bounded by time; a quota of retries would turn one bad minute into more of them.
                        .circuitBreakerEnabled(false)
                        .build())
                .build();
    }
}
