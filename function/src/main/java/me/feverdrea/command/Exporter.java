package me.feverdrea.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import me.feverdrea.story.BranchFile;
import me.feverdrea.story.BranchSource;

/** Copies a table of branches into files of several formats, piece by piece, and goes on where it was stopped. */
final class Exporter {
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final BranchSource source;
    private final List<BranchFile.Format> formats;
    private final Path folder;
    private final Limits limits;
    private final BooleanSupplier isStopped;

    /**
     * @param rows of one file
     * @param threads that read pieces side by side
     */
    record Limits(long rows, int threads) {}

    /**
     * What became of it.
     *
     * @param isDone false if it was stopped
     */
    record Outcome(long rows, int files, boolean isDone, Counts counts) {}

    /** @param isStopped asked after every row */
    Exporter(
            BranchSource source,
            List<BranchFile.Format> formats,
            Path folder,
            Limits limits,
            BooleanSupplier isStopped) {
        this.source = source;
        this.formats = formats;
        this.folder = folder;
        this.limits = limits;
        this.isStopped = isStopped;
    }

    Outcome export() throws IOException {
        Files.createDirectories(folder);
        List<String> endings = formats.stream().map(BranchFile.Format::ending).toList();
        ExportState state = ExportState.of(folder, source.name(), endings);
        try (Progress progress = Progress.of("branches", expected(state))) {
            progress.add(state.rows());
            side(state, progress);
        }
        boolean done = !isStopped.getAsBoolean();
        if (done) {
            emptyIfNothing(state);
            state.finish();
        }
        return new Outcome(state.rows(), state.files(), done, state.counts());
    }

    private OptionalLong expected(ExportState state) {
        OptionalLong estimate = source.estimate();
        return estimate.isPresent() ? OptionalLong.of(Math.max(estimate.getAsLong(), state.rows())) : estimate;
    }

    private void side(ExportState state, Progress progress) throws IOException {
        List<String> open = source.pieces().stream()
                .filter(piece -> !state.piece(piece).done())
                .toList();
        ExecutorService readers = Executors.newFixedThreadPool(Math.max(1, Math.min(limits.threads(), open.size())));
        try {
            List<Future<?>> pieces = new ArrayList<>();
            for (String piece : open) {
                pieces.add(readers.submit(() -> {
                    read(piece, state, progress);
                    return null;
                }));
            }
            for (Future<?> piece : pieces) {
                finished(piece);
            }
        } finally {
            readers.shutdownNow();
            await(readers);
        }
    }

    /** After a failure of one, so that the others leave no half files. */
    private static void await(ExecutorService readers) {
        try {
            readers.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void finished(Future<?> piece) throws IOException {
        try {
            piece.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private void read(String piece, ExportState state, Progress progress) throws IOException {
        if (isStopped.getAsBoolean()) {
            return;
        }
        Optional<String> after = Optional.ofNullable(state.piece(piece).mark());
        try (ExportPiece part = new ExportPiece(piece, state, formats, limits.rows(), progress)) {
            source.read(piece, after, new BranchSource.Rows() {
                @Override
                public boolean take(Object[] values, String mark) throws IOException {
                    part.write(values, mark);
                    return !isStopped.getAsBoolean();
                }

                @Override
                public void flaw(String what, boolean isLost) {
                    part.flaw(what, isLost);
                }
            });
            part.finish(!isStopped.getAsBoolean());
        }
    }

    /** A reader of files should find the columns, not a folder without files. */
    private void emptyIfNothing(ExportState state) throws IOException {
        if (state.files() == 0) {
            for (BranchFile.Format format : formats) {
                format.create(state.file("1", 1, format.ending())).close();
            }
            ExportState.Piece first = state.piece("1");
            state.put("1", new ExportState.Piece(first.mark(), true, 1, first.rows()), new Counts());
        }
    }
}
