package me.feverdrea;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import me.feverdrea.aws.DynamoBranchStore;
import me.feverdrea.inference.Gpt2SegmentWriter;
import me.feverdrea.inference.Sampling;
import me.feverdrea.local.FolderModelStore;
import me.feverdrea.local.SqliteBranchStore;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;
import me.feverdrea.story.SegmentWriter;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** The composition root: everything that is made once is made here. */
final class Wiring {

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Library library(Settings settings, InstantSource clock) {
        return new Library(settings.stories(), clock);
    }

    @Produces
    @Singleton
    BranchStore branches(Settings settings) {
        return switch (settings.branches()) {
            case SQLITE -> new SqliteBranchStore(settings.data());
            case DYNAMODB ->
                new DynamoBranchStore(
                        dynamoDb(settings.dynamodb()), settings.dynamodb().table());
        };
    }

    @Produces
    @Singleton
    SegmentWriter writer(Settings settings) {
        Settings.Sampling sampling = settings.sampling();
        int threads = settings.generation().threads();
        return new Gpt2SegmentWriter(
                new FolderModelStore(settings.models(), settings.bundle()),
                new Sampling(
                        sampling.temperature(),
                        sampling.topK(),
                        sampling.topP(),
                        sampling.repetitionPenalty(),
                        sampling.penaltyWindow(),
                        sampling.noRepeatNgram()),
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    }

    void close(@Disposes SegmentWriter writer) throws Exception {
        if (writer instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    void close(@Disposes BranchStore branches) throws Exception {
        if (branches instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** Region and credentials come from the SDK's own chain. */
    private static DynamoDbClient dynamoDb(Settings.Dynamodb settings) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder().httpClient(UrlConnectionHttpClient.create());
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    @Produces
    @Singleton
    Dreamer dreamer(
            Library library, BranchStore branches, SegmentWriter writer, InstantSource clock, Settings settings) {
        Settings.Generation generation = settings.generation();
        return new Dreamer(
                library,
                branches,
                writer,
                clock,
                new Dreamer.Limits(
                        generation.attempts(), generation.deadline(), generation.queue(), generation.waiting()));
    }
}
