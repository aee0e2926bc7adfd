package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryTest extends WellStory {
    @Test
    void anEditedStoryIsReadAnewAndItsErrorIsTold() throws IOException {
        Instant[] now = {Instant.parse("2026-11-24T00:00:00Z")};
        Library edited = new Library(folder, () -> now[0]);
        Files.writeString(folder.resolve("well.twee"), STORY.replace("The Well\n", "The Deep Well\n"));
        now[0] = now[0].plusSeconds(2);
        assertEquals("The Deep Well", edited.find("well").orElseThrow().title());
        Files.writeString(folder.resolve("well.twee"), STORY.replace("->House]]", "->Home]]"));
        now[0] = now[0].plusSeconds(2);
        assertEquals(
                "well.twee",
                assertThrows(TweeException.class, () -> edited.find("well")).file());
        assertEquals(List.of(), edited.all());
        assertThrows(TweeException.class, () -> new Library(folder, Clock.systemUTC()));
    }

    @Test
    void filesOfEditorsAndFoldersAreNoStories() throws IOException {
        Files.createSymbolicLink(folder.resolve(".#well.twee"), Path.of("nowhere"));
        Files.writeString(folder.resolve("._well.twee"), "resource fork");
        Files.createDirectory(folder.resolve("folder.twee"));
        Files.createSymbolicLink(folder.resolve("dangling.twee"), Path.of("nowhere"));
        assertEquals(1, new Library(folder, Clock.systemUTC()).all().size());
    }

    @Test
    void aBrokenNewStoryIsToldAndTheOthersPlay() throws IOException {
        Instant[] now = {Instant.parse("2026-11-24T00:00:00Z")};
        Library edited = new Library(folder, () -> now[0]);
        Files.write(folder.resolve("latin.twee"), new byte[] {':', ':', ' ', (byte) 0xe9});
        Files.writeString(folder.resolve("nested.twee"), STORY.replace("{ \"ifid\"", "[".repeat(2000) + "{ \"ifid\""));
        Files.writeString(folder.resolve("twice.twee"), STORY.replace(":: House", ":: House [dark dark]"));
        now[0] = now[0].minusSeconds(3600);
        List<String> files = edited.errors().stream().map(TweeException::file).toList();
        assertEquals(List.of("latin.twee", "nested.twee"), files);
        assertEquals(
                List.of("twice", "well"), edited.all().stream().map(Story::id).toList());
    }

    @Test
    void aFolderThatGoesAwayLeavesTheStoriesAsTheyWere() throws IOException {
        Instant[] now = {Instant.parse("2026-11-24T00:00:00Z")};
        Library kept = new Library(folder, () -> now[0]);
        Files.delete(folder.resolve("well.twee"));
        Files.delete(folder);
        now[0] = now[0].plusSeconds(2);
        assertEquals(1, kept.all().size());
    }

    @Test
    void aFolderThatNeverWasEndsTheStart() {
        UncheckedIOException none =
                assertThrows(UncheckedIOException.class, () -> new Library(folder.resolve("none"), Clock.systemUTC()));
        assertTrue(none.getMessage().contains("feverdream.stories"), none.getMessage());
    }
}
