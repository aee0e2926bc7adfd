package me.feverdrea;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import me.feverdrea.aws.DynamoBranchSource;
import me.feverdrea.aws.DynamoClients;
import me.feverdrea.aws.ExportedBranchSource;
import me.feverdrea.command.Commands;
import me.feverdrea.command.Export;
import me.feverdrea.command.InputException;
import me.feverdrea.command.Report;
import me.feverdrea.command.Takedown;
import me.feverdrea.command.Verify;
import me.feverdrea.command.Walk;
import me.feverdrea.local.SqliteBranchSource;
import me.feverdrea.local.SqliteWithdrawals;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.Library;
import me.feverdrea.story.Redreamer;
import me.feverdrea.story.SegmentWriter;
import me.feverdrea.story.Stores;
import me.feverdrea.story.Walker;
import me.feverdrea.story.Withdrawals;
import me.feverdrea.tables.AccessLogFolder;
import me.feverdrea.tables.CsvBranches;
import me.feverdrea.tables.ParquetBranches;

/** The commands beside the server. Each takes what it needs when it runs, so that none opens a store for nothing. */
final class CommandWiring {

    /** Nobody types a command into a function, and what the others need would only make its package larger. */
    @Produces
    @Singleton
    @IfBuildProfile("lambda")
    Commands none() {
        return new Commands(List.of());
    }

    @Produces
    @Singleton
    @UnlessBuildProfile("lambda")
    Commands commands(
            Settings settings,
            InstantSource clock,
            Instance<Library> library,
            Instance<Stores> stores,
            Instance<SegmentWriter> writer,
            Instance<Walker> walker) {
        Export.Sources sources = sources(settings);
        AccessLogFolder accesses = new AccessLogFolder(settings.data().resolve("log"));
        return new Commands(List.of(
                new Export(sources, spreadsheet -> List.of(new ParquetBranches(), new CsvBranches(spreadsheet))),
                new Report(sources, accesses, clock),
                new Walk(walker::get, accesses),
                new Takedown(() -> withdrawals(settings), clock),
                new Verify(
                        () -> new Verify.Game(
                                library.get(),
                                stores.get().branches(),
                                new Redreamer(library.get(), stores.get(), writer.get())),
                        clock)));
    }

    private static Withdrawals withdrawals(Settings settings) {
        if (settings.branches() == Settings.Branches.DYNAMODB) {
            throw new InputException(
                    "feverdream.branches=dynamodb: use infra/takedown, which makes the edge forget the page as well");
        }
        return new SqliteWithdrawals(settings.data());
    }

    private static Export.Sources sources(Settings settings) {
        return new Export.Sources() {
            @Override
            public BranchSource store(int segments) {
                return switch (settings.branches()) {
                    case SQLITE -> new SqliteBranchSource(settings.data());
                    case DYNAMODB ->
                        new DynamoBranchSource(
                                DynamoClients.patient(settings.dynamodb().endpoint()),
                                settings.dynamodb().table(),
                                segments);
                };
            }

            @Override
            public BranchSource exported(Path folder) {
                return new ExportedBranchSource(folder);
            }
        };
    }
}
