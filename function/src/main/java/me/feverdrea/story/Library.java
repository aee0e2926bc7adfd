package me.feverdrea.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
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
    private static final System.Logger LOG = System.getLogger(Library.class.getName());
    private static final String ENDING = ".twee";
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

    /** Errors of the files that have one, in the order of their ids. */
    public List<TweeException> errors() {
        return shelf().values().stream()
                .flatMap(shelved -> shelved.error().stream())
                .toList();
    }

    private synchronized Map<String, Shelved> shelf() {
        Instant now = clock.instant();
        // A clock that was set back must not hide edits until it has caught up.
        if (looked.isBefore(now.minus(LOOK_AGAIN)) || looked.isAfter(now)) {
            looked = now;
            try {
                shelf = look();
            } catch (UncheckedIOException e) {
                if (shelf.isEmpty()) {
                    throw e;
                }
                LOG.log(Level.ERROR, "{0}; the stories stay as they were", e.getMessage());
            }
        }
        return shelf;
    }

    private Map<String, Shelved> look() {
        Map<String, Shelved> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Library::isStory).forEach(file -> {
                String name = file.getFileName().toString();
                String id = name.substring(0, name.length() - ENDING.length());
                shelved(file, shelf.get(id)).ifPresent(shelved -> found.put(id, shelved));
            });
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new UncheckedIOException(
                    folder + ": no such folder; run from the project's root, or set feverdream.stories", e);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    /** Editors and systems leave files of their own beside ours, named with a dot in front. */
    private static boolean isStory(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) && !name.startsWith(".") && Files.isRegularFile(file);
    }

    private static Optional<Shelved> shelved(Path file, Shelved before) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            boolean same = before != null && before.modified().equals(modified) && before.size() == size;
            return Optional.of(same ? before : read(file, modified, size));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Shelved read(Path file, FileTime modified, long size) throws IOException {
        String name = file.getFileName().toString();
        try {
            Story story = StoryReader.read(name, Files.readString(file));
            return new Shelved(modified, size, Optional.of(story), Optional.empty());
        } catch (TweeException error) {
            return broken(modified, size, error);
        } catch (CharacterCodingException e) {
            return broken(modified, size, new TweeException(name, 1, "the file is no UTF-8 text", "save it as UTF-8"));
        }
    }

    private static Shelved broken(FileTime modified, long size, TweeException error) {
        LOG.log(Level.ERROR, error.getMessage());
        return new Shelved(modified, size, Optional.empty(), Optional.of(error));
    }
}
