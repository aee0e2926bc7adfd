package me.feverdrea.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.feverdrea.story.BranchFile;
import me.feverdrea.story.BranchSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Branches as files that analysts read. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes all public branches as Parquet and CSV, one row a branch.",
            "Stopped in the middle, the same command goes on where it was; once finished, it begins anew.",
            "What a player's own words led to is never among them."
        })
public final class Export implements Callable<Integer> {
    private static final int MOST_SEGMENTS = 64;

    /** Where rows come from. */
    public interface Sources {
        /** The store that the game uses. */
        BranchSource store(int segments);

        /** A folder with DynamoDB's exports to S3. */
        BranchSource exported(Path folder);
    }

    /** What files can be written. */
    public interface Formats {
        List<BranchFile.Format> all(boolean forSpreadsheets);
    }

    private final Sources sources;
    private final Formats formats;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder to write to; made if it is not there.")
    private Path out;

    @Option(
            names = "--from-export",
            paramLabel = "FOLDER",
            description = {
                "Read DynamoDB's export to S3 (DYNAMODB_JSON; a full one, and incremental ones after it),",
                "copied to this folder. Else the store that feverdream.branches names is read:",
                "the SQLite file, or the table by a scan."
            })
    private Optional<Path> exported;

    @Option(
            names = "--format",
            split = ",",
            defaultValue = "parquet,csv",
            paramLabel = "FORMAT",
            description = "parquet, csv or both; ${DEFAULT-VALUE} if not said.")
    private List<String> wanted;

    @Option(
            names = "--rows",
            defaultValue = "250000",
            paramLabel = "N",
            description = "Rows of one file at most; ${DEFAULT-VALUE} if not said.")
    private long rows;

    @Option(
            names = "--segments",
            defaultValue = "4",
            paramLabel = "N",
            description = "Pieces that a DynamoDB table is scanned in at once; ${DEFAULT-VALUE} if not said.")
    private int segments;

    @Option(
            names = "--spreadsheet",
            description = {
                "For CSV that a spreadsheet opens: a text that it would run as a formula gets an apostrophe in front.",
                "Without it, every text is in the file as it is."
            })
    private boolean forSpreadsheets;

    public Export(Sources sources, Formats formats) {
        this.sources = sources;
        this.formats = formats;
    }

    @Override
    public Integer call() throws IOException {
        List<BranchFile.Format> chosen = chosen();
        if (rows < 1) {
            throw new InputException("--rows " + rows + ": a file has a row at least");
        }
        if (segments < 1 || segments > MOST_SEGMENTS) {
            throw new InputException("--segments " + segments + ": choose 1 to " + MOST_SEGMENTS);
        }
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new InputException("--out " + out + ": is no folder; name one");
        }
        exported.filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new InputException("--from-export " + folder + ": no such folder");
        });
        Instant began = Instant.now();
        try (BranchSource source = exported.isPresent() ? sources.exported(exported.get()) : sources.store(segments)) {
            int threads = Math.max(segments, Runtime.getRuntime().availableProcessors());
            Exporter.Outcome outcome = new Exporter(
                            source, chosen, out, new Exporter.Limits(rows, threads), Interruption::hasCome)
                    .export();
            tell(outcome, Duration.between(began, Instant.now()));
            return outcome.isDone() && outcome.counts().lost().isEmpty() ? 0 : 1;
        }
    }

    private List<BranchFile.Format> chosen() {
        List<BranchFile.Format> all = formats.all(forSpreadsheets);
        for (String name : wanted) {
            if (all.stream().noneMatch(format -> format.ending().equals(name))) {
                throw new InputException("--format " + name + ": choose parquet, csv or parquet,csv");
            }
        }
        return all.stream().filter(format -> wanted.contains(format.ending())).toList();
    }

    private void tell(Exporter.Outcome outcome, Duration time) {
        String done = outcome.isDone() ? "" : "; stopped, the same command goes on from here";
        System.out.printf(
                Locale.ROOT,
                "%,d %s in %,d %s of each format in %s, %.1f s%s%n",
                outcome.rows(),
                outcome.rows() == 1 ? "branch" : "branches",
                outcome.files(),
                outcome.files() == 1 ? "file" : "files",
                out,
                time.toMillis() / 1000.0,
                done);
        Counts counts = outcome.counts();
        if (counts.promptVersions().size() > 1) {
            System.out.println("prompt versions: "
                    + counts.promptVersions().entrySet().stream()
                            .map(version -> String.format(Locale.ROOT, "%s: %,d", version.getKey(), version.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        counts.flaws().forEach((what, times) -> System.out.printf(Locale.ROOT, "%,d × %s%n", times, what));
        counts.lost().forEach((what, times) -> System.err.printf(Locale.ROOT, "MISSING: %,d × %s%n", times, what));
    }
}
