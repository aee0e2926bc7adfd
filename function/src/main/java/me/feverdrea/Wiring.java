package me.feverdrea;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;
import me.feverdrea.aws.DynamoBranchStore;
import me.feverdrea.aws.DynamoClients;
import me.feverdrea.aws.DynamoControlStore;
import me.feverdrea.aws.S3Clients;
import me.feverdrea.aws.S3ModelStore;
import me.feverdrea.http.BrowserBundle;
import me.feverdrea.http.ClientAddress;
import me.feverdrea.http.NightResource;
import me.feverdrea.http.Offers;
import me.feverdrea.http.RequestLines;
import me.feverdrea.inference.Engine;
import me.feverdrea.inference.Gpt2SegmentWriter;
import me.feverdrea.inference.Sampling;
import me.feverdrea.local.FolderModelStore;
import me.feverdrea.local.SqliteBranchStore;
import me.feverdrea.local.SqliteControlStore;
import me.feverdrea.story.AccessLog;
import me.feverdrea.story.Allowance;
import me.feverdrea.story.Atlas;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.ControlStore;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;
import me.feverdrea.story.ModelStore;
import me.feverdrea.story.SegmentWriter;
import me.feverdrea.story.Stores;
import me.feverdrea.story.Walker;
import me.feverdrea.tables.AccessLogFile;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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
                        DynamoClients.client(settings.dynamodb().endpoint()),
                        settings.dynamodb().table());
        };
    }

    @Produces
    @Singleton
    ControlStore control(Settings settings) {
        return switch (settings.branches()) {
            case SQLITE -> new SqliteControlStore(settings.data());
            case DYNAMODB ->
                new DynamoControlStore(
                        DynamoClients.client(settings.dynamodb().endpoint()),
                        settings.dynamodb().controlTable());
        };
    }

    @Produces
    @Singleton
    ModelStore model(Settings settings) {
        return switch (settings.model()) {
            case FOLDER -> new FolderModelStore(settings.models(), settings.bundle());
            case S3 -> s3(settings.s3(), needed("feverdream.bundle", settings.bundle()));
        };
    }

    @Produces
    @Singleton
    BrowserBundle browserBundle(Settings settings) {
        Optional<ModelStore> store = settings.model() == Settings.Model.FOLDER
                ? settings.browserBundle().map(id -> new FolderModelStore(settings.models(), Optional.of(id)))
                : Optional.empty();
        return new BrowserBundle(settings.browserBundle(), store);
    }

    private static ModelStore s3(Settings.S3 s3, String bundle) {
        S3ModelStore.Pin pin = new S3ModelStore.Pin(
                needed("feverdream.s3.bucket", s3.bucket()),
                bundle,
                needed("feverdream.s3.manifest-sha256", s3.manifestSha256()));
        return new S3ModelStore(S3Clients.client(s3.endpoint()), pin, s3.cache(), s3.parallel(), s3.patience());
    }

    private static String needed(String setting, Optional<String> value) {
        return value.orElseThrow(
                () -> new IllegalArgumentException(setting + ": not set; feverdream.model=s3 needs it"));
    }

    @Produces
    @Singleton
    SegmentWriter writer(ModelStore model, Settings settings) {
        // The library knows no other way to be told.
        settings.onnxruntime()
                .ifPresent(folder -> System.setProperty(
                        "onnxruntime.native.path", folder.toAbsolutePath().toString()));
        Settings.Sampling sampling = settings.sampling();
        Settings.Generation generation = settings.generation();
        return new Gpt2SegmentWriter(
                model,
                new Sampling(
                        sampling.temperature(),
                        sampling.topK(),
                        sampling.topP(),
                        sampling.repetitionPenalty(),
                        sampling.penaltyWindow(),
                        sampling.noRepeatNgram(),
                        sampling.bestOf()),
                Engine.of(
                        generation.threads(),
                        generation.keptMib(),
                        settings.data().resolve("native"),
                        System.getenv()));
    }

    void close(@Disposes SegmentWriter writer) throws Exception {
        if (writer instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    void close(@Disposes ModelStore model) throws Exception {
        if (model instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    void close(@Disposes BranchStore branches) throws Exception {
        if (branches instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    void close(@Disposes ControlStore control) throws Exception {
        if (control instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Produces
    @Singleton
    Dreamer dreamer(
            Library library,
            Stores stores,
            SegmentWriter writer,
            InstantSource clock,
            Settings settings,
            Allowance allowance) {
        Settings.Generation generation = settings.generation();
        return new Dreamer(
                library,
                stores,
                writer,
                clock,
                new Dreamer.Limits(
                        generation.attempts(),
                        generation.deadline(),
                        generation.queue(),
                        generation.waiting(),
                        settings.lease(),
                        allowance));
    }

    @Produces
    @Singleton
    Atlas atlas(Library library, Stores stores, InstantSource clock) {
        return new Atlas(library, stores, clock);
    }

    @Produces
    @Singleton
    Allowance allowance(Settings settings) {
        Settings.Budget budget = settings.budget();
        return new Allowance(
                settings.generation().enabled(), budget.day(), budget.client(), settings.freeText(), settings.ahead());
    }

    @Produces
    @Singleton
    Stores stores(BranchStore branches, ControlStore control, Settings settings) {
        BranchStore privates = switch (settings.branches()) {
            case SQLITE -> SqliteBranchStore.ofPrivates(settings.data(), Stores.PRIVATE);
            case DYNAMODB ->
                new DynamoBranchStore(
                        DynamoClients.client(settings.dynamodb().endpoint()),
                        settings.dynamodb().privateTable(),
                        Optional.of(Stores.PRIVATE));
        };
        return new Stores(branches, privates, control);
    }

    /** The other two are made and closed on their own. */
    void close(@Disposes Stores stores) throws Exception {
        if (stores.privates() instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Produces
    @Singleton
    Offers offers(Settings settings) {
        return new Offers(settings.report(), settings.inBrowser());
    }

    @Produces
    @Singleton
    ClientAddress clientAddress(Settings settings) {
        return new ClientAddress(settings.clientAddressHeader());
    }

    @Produces
    @Singleton
    RequestLines.Options requestLines(
            Settings settings, @ConfigProperty(name = "aws.lambda.function.name") Optional<String> function) {
        return new RequestLines.Options(settings.requestLines(), function.orElse("local"), System.out);
    }

    @Produces
    @Singleton
    Walker walker(Library library, Dreamer dreamer, InstantSource clock) {
        return new Walker(library, dreamer, clock);
    }

    /** Anywhere but on Lambda, whoever reaches the server could ask for a round. */
    @Produces
    @Singleton
    NightResource.Options night(
            Settings settings, @ConfigProperty(name = "aws.lambda.function.name") Optional<String> function) {
        Settings.Night night = settings.night();
        return new NightResource.Options(function.isPresent() ? night.branches() : 0, night.time(), System.out);
    }

    @Produces
    @Singleton
    AccessLog accessLog(Settings settings) {
        int days = settings.accessLogDays();
        return days == 0 ? AccessLog.NONE : new AccessLogFile(settings.data().resolve("log"), days);
    }

    void close(@Disposes AccessLog log) throws Exception {
        if (log instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
