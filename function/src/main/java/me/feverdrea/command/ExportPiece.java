package me.feverdrea.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.feverdrea.story.BranchFile;
import me.feverdrea.story.TableColumn;
import me.feverdrea.story.TableRow;

/** The files of one piece. A file has its name only once it is whole, and only then the state knows of it. */
final class ExportPiece implements AutoCloseable {
    private static final String UNFINISHED = ".part";
    private static final int PROMPT_VERSION = TableColumn.index("prompt_version");
    private static final int SHOWN_TOGETHER = 256;

    private final String piece;
    private final ExportState state;
    private final List<BranchFile.Format> formats;
    private final long most;
    private final Progress progress;

    private final List<BranchFile> open = new ArrayList<>();
    private Counts counts = new Counts();
    private String mark;
    private long rows;
    private long shown;

    ExportPiece(String piece, ExportState state, List<BranchFile.Format> formats, long most, Progress progress) {
        this.piece = piece;
        this.state = state;
        this.formats = formats;
        this.most = most;
        this.progress = progress;
        this.mark = state.piece(piece).mark();
        this.shown = state.piece(piece).rows();
    }

    void write(Object[] raw, String at) throws IOException {
        Optional<Object[]> values = TableRow.of(raw, what -> flaw(what, false));
        if (values.isPresent()) {
            if (open.isEmpty()) {
                open();
            }
            for (BranchFile file : open) {
                file.write(values.get());
            }
            counts.promptVersions().merge(String.valueOf(values.get()[PROMPT_VERSION]), 1L, Long::sum);
            rows++;
        }
        mark = at;
        if (rows == most) {
            turn(false);
        }
        show(SHOWN_TOGETHER);
    }

    void flaw(String what, boolean isLost) {
        counts.flaw(what, isLost);
    }

    /** @param done whether the piece has no more rows */
    void finish(boolean done) throws IOException {
        turn(done);
        show(1);
    }

    private void show(long least) {
        long all = state.piece(piece).rows() + rows;
        if (all - shown >= least) {
            progress.add(all - shown);
            shown = all;
        }
    }

    private Path path(String format) {
        return state.file(piece, state.piece(piece).files() + 1, format);
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private void open() throws IOException {
        for (BranchFile.Format format : formats) {
            open.add(format.create(unfinished(path(format.ending()))));
        }
    }

    /** Makes the open files whole, and the next row begins new ones. */
    private void turn(boolean done) throws IOException {
        for (BranchFile file : open) {
            file.close();
        }
        boolean written = !open.isEmpty();
        open.clear();
        if (written) {
            for (BranchFile.Format format : formats) {
                Path file = path(format.ending());
                Files.move(unfinished(file), file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        ExportState.Piece before = state.piece(piece);
        state.put(
                piece,
                new ExportState.Piece(mark, done, before.files() + (written ? 1 : 0), before.rows() + rows),
                counts);
        counts = new Counts();
        rows = 0;
    }

    /** After a failure: what is open is not whole, and is written again by the next try. */
    @Override
    public void close() throws IOException {
        for (BranchFile file : open) {
            file.close();
        }
        for (BranchFile.Format format : open.isEmpty() ? List.<BranchFile.Format>of() : formats) {
            Files.deleteIfExists(unfinished(path(format.ending())));
        }
    }
}
