package me.feverdrea.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The stories of a folder, one {@code .twee} file each. An edited file is read anew. */
public final class Library {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private record Shelved(FileTime modified, long size, Optional<Story> story, Optional<TweeException> error) {}

    private final Path folder;
    private final InstantSource clock;
    private Map<String, Shelved> shelf = Map.of();
    private Instant looked = Instant.MIN;

    /** @throws TweeException for the first file with an error, so that a start tells it */
    public Library(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        shelf().values()
                .forEach(shelved -> shelved.error().ifPresent(error -> {
                    throw error;
                }));
    }

    /** In the order of their ids; a story whose file has an error is left out. */
    public List<Story> all() {
        return shelf().values().stream()
                .flatMap(shelved -> shelved.story().stream())
                .toList();
    }

    /**
     * Empty if there is no such story.
     *
     * @throws TweeException if its file has an error
     */
    public Optional<Story> find(String id) {
        Shelved shelved = shelf().get(id);
        if (shelved == null) {
            return Optional.empty();
        }
        shelved.error().ifPresent(error -> {
            throw error;
        });
        return shelved.story();
    }

    private synchronized Map<String, Shelved> shelf() {
        Instant now = clock.instant();
        if (looked.isBefore(now.minus(LOOK_AGAIN))) {
            shelf = look();
            looked = now;
        }
        return shelf;
    }

    private Map<String, Shelved> look() {
        Map<String, Shelved> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".twee"))::iterator) {
                String name = file.getFileName().toString();
                String id = name.substring(0, name.length() - ".twee".length());
                FileTime modified = Files.getLastModifiedTime(file);
                long size = Files.size(file);
                Shelved before = shelf.get(id);
                boolean same = before != null && before.modified().equals(modified) && before.size() == size;
                found.put(id, same ? before : read(file, modified, size));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new UncheckedIOException(
                    folder + ": no such folder; run from the project's root, or set feverdream.stories", e);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    private static Shelved read(Path file, FileTime modified, long size) throws IOException {
        String name = file.getFileName().toString();
        try {
            return new Shelved(
                    modified, size, Optional.of(StoryReader.read(name, Files.readString(file))), Optional.empty());
        } catch (TweeException error) {
            return new Shelved(modified, size, Optional.empty(), Optional.of(error));
        } catch (CharacterCodingException e) {
            TweeException error = new TweeException(name, 1, "the file is no UTF-8 text", "save it as UTF-8");
            return new Shelved(modified, size, Optional.empty(), Optional.of(error));
        }
    }
}
