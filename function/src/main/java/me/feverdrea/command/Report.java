package me.feverdrea.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.feverdrea.story.AccessSource;
import me.feverdrea.story.BranchSource;
import me.feverdrea.story.TableRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The tables as a page to look at. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML page with plots: funnel, depth, heat of the tree, quality over time, cost.",
            "It reads the branches, and what the server logged of requests; the page needs no network."
        })
public final class Report implements Callable<Integer> {
    private final Export.Sources sources;
    private final AccessSource accesses;
    private final InstantSource clock;

    @Option(
            names = "--out",
            defaultValue = "report.html",
            paramLabel = "FILE",
            description = "Page to write; ${DEFAULT-VALUE} if not said.")
    private Path out;

    @Option(
            names = "--from-export",
            paramLabel = "FOLDER",
            description = "Read DynamoDB's export to S3, copied to this folder, not the store of the game.")
    private Optional<Path> exported;

    @Option(
            names = "--segments",
            defaultValue = "4",
            paramLabel = "N",
            description = "Pieces that a DynamoDB table is scanned in; ${DEFAULT-VALUE} if not said.")
    private int segments;

    @Option(
            names = "--dollars-per-second",
            defaultValue = "0.00005",
            paramLabel = "PRICE",
            description =
                    "What a second of writing costs: gigabytes of the function times the region's price; ${DEFAULT-VALUE} if not said.")
    private double dollarsPerSecond;

    public Report(Export.Sources sources, AccessSource accesses, InstantSource clock) {
        this.sources = sources;
        this.accesses = accesses;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.isDirectory(out)) {
            throw new InputException("--out " + out + ": is a folder; name a file in it");
        }
        if (!(dollarsPerSecond >= 0)) {
            throw new InputException("--dollars-per-second " + dollarsPerSecond + ": no price is less than nothing");
        }
        exported.filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new InputException("--from-export " + folder + ": no such folder");
        });
        Census census = new Census();
        Counts counts = new Counts();
        try (BranchSource source = exported.isPresent() ? sources.exported(exported.get()) : sources.store(segments)) {
            try (Progress progress = Progress.of("branches", source.estimate())) {
                for (String piece : source.pieces()) {
                    source.read(piece, Optional.empty(), new Counting(census, counts, progress));
                }
            }
            accesses.read(census::add, what -> counts.flaw(what, false));
            if (Interruption.hasCome()) {
                return Commands.INTERRUPTED;
            }
            String html =
                    new ReportPage(census, counts, source.name(), dollarsPerSecond).html(style(), clock.instant());
            Files.writeString(out, html);
            System.out.println(out + ": " + Chart.number(census.all.branches) + " branches, "
                    + Chart.number(census.reads) + " pages read; open it in a browser");
        }
        return counts.lost().isEmpty() ? 0 : 1;
    }

    private record Counting(Census census, Counts counts, Progress progress) implements BranchSource.Rows {
        @Override
        public boolean take(Object[] values, String mark) {
            TableRow.of(values, what -> counts.flaw(what, false)).ifPresent(census::add);
            progress.add(1);
            return !Interruption.hasCome();
        }

        @Override
        public void flaw(String what, boolean isLost) {
            counts.flaw(what, isLost);
        }
    }

    static String style() {
        try (InputStream css = Report.class.getResourceAsStream("/report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
