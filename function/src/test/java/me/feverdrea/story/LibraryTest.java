package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
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
}
