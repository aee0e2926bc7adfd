package me.feverdrea;

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
import me.feverdrea.command.Report;
import me.feverdrea.command.Walk;
import me.feverdrea.local.SqliteBranchSource;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;
import me.feverdrea.story.Walker;
import me.feverdrea.tables.AccessLogFolder;
import me.feverdrea.tables.CsvBranches;
import me.feverdrea.tables.ParquetBranches;

/** The commands beside the server. Each takes what it needs when it runs, so that none opens a store for nothing. */
final class CommandWiring {

    @Produces
    @Singleton
    Commands commands(Settings settings, InstantSource clock, Instance<Library> library, Instance<Dreamer> dreamer) {
        Export.Sources sources = sources(settings);
        AccessLogFolder accesses = new AccessLogFolder(settings.data().resolve("log"));
        return new Commands(List.of(
                new Export(sources, spreadsheet -> List.of(new ParquetBranches(), new CsvBranches(spreadsheet))),
                new Report(sources, accesses, clock),
                new Walk(() -> new Walker(library.get(), dreamer.get(), clock), accesses)));
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
