package me.feverdrea.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far an export is, in {@code export.json} beside its files. It is written after the files that it speaks of, so what it
 * says is there.
 */
final class ExportState {
    static final String FILE = "export.json";
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * @param mark of the last row in a file; null before the first
     * @param files finished ones, of each format
     */
    record Piece(String mark, boolean done, int files, long rows) {
        static final Piece NEW = new Piece(null, false, 0, 0);
    }

    /**
     * @param flaws how often each was met
     * @param lost what is missing, in words
     */
    record Content(
            int version,
            String source,
            List<String> formats,
            boolean done,
            Map<String, Piece> pieces,
            Map<String, Long> promptVersions,
            Map<String, Long> flaws,
            Map<String, Long> lost) {}

    private final Path folder;
    private final String source;
    private final List<String> formats;
    private final Map<String, Piece> pieces = new TreeMap<>();
    private final Counts counts = new Counts();
    private boolean done;

    private ExportState(Path folder, String source, List<String> formats) {
        this.folder = folder;
        this.source = source;
        this.formats = formats;
    }

    /**
     * What the folder says, if it holds an export that was not finished; else a new one, in the place of what was there.
     *
     * @throws InputException if the unfinished export is another one
     */
    static ExportState of(Path folder, String source, List<String> formats) throws IOException {
        ExportState state = new ExportState(folder, source, formats);
        Path file = folder.resolve(FILE);
        Optional<Content> before = Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        if (before.isEmpty()) {
            return state;
        }
        Content known = before.get();
        if (known.done()) {
            state.remove(known);
            return state;
        }
        if (!known.source().equals(source) || !known.formats().equals(formats)) {
            throw new InputException(folder + ": an unfinished export of " + known.source() + " as "
                    + String.join(", ", known.formats()) + " is there; finish it, delete the folder or name another");
        }
        state.pieces.putAll(known.pieces());
        state.counts.add(new Counts(known.promptVersions(), known.flaws(), known.lost()));
        return state;
    }

    private static Content read(Path file) throws IOException {
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            if (content.version() == VERSION && content.pieces() != null) {
                return content;
            }
        } catch (JsonProcessingException damaged) {
            // Told below, as any other content that is not ours.
        }
        throw new InputException(file + ": is not of an export of this version; delete the folder or name another");
    }

    private void remove(Content known) throws IOException {
        for (Map.Entry<String, Piece> piece : known.pieces().entrySet()) {
            for (int number = 1; number <= piece.getValue().files(); number++) {
                for (String format : known.formats()) {
                    Files.deleteIfExists(file(piece.getKey(), number, format));
                }
            }
        }
        Files.delete(folder.resolve(FILE));
    }

    Path file(String piece, int number, String format) {
        return folder.resolve(String.format("branches-%s-%05d.%s", piece, number, format));
    }

    synchronized Piece piece(String name) {
        return pieces.getOrDefault(name, Piece.NEW);
    }

    synchronized void put(String name, Piece piece, Counts met) throws IOException {
        pieces.put(name, piece);
        counts.add(met);
        save();
    }

    synchronized void finish() throws IOException {
        done = true;
        save();
    }

    private void save() throws IOException {
        Path written = folder.resolve(FILE + ".part");
        Content content = new Content(
                VERSION, source, formats, done, pieces, counts.promptVersions(), counts.flaws(), counts.lost());
        JSON.writeValue(written.toFile(), content);
        Files.move(written, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    synchronized long rows() {
        return pieces.values().stream().mapToLong(Piece::rows).sum();
    }

    synchronized int files() {
        return pieces.values().stream().mapToInt(Piece::files).sum();
    }

    synchronized Counts counts() {
        return new Counts().add(counts);
    }
}
