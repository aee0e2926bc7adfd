package me.feverdrea.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import me.feverdrea.story.Library;
import me.feverdrea.story.Slot;
import me.feverdrea.story.Story;
import me.feverdrea.story.TweeException;

/**
 * The list of stories.
 *
 * @param freeText whether players may type their own way on
 * @param ahead whether the next pages are dreamed at /api/ahead while one is read
 * @param inBrowser whether the model may be downloaded, to dream in the browser
 * @param report where readers can report a text; empty if nowhere
 * @param errors of the stories whose files have one; an author sees them in the page
 */
@RegisterForReflection
record StoriesView(
        List<Entry> stories, boolean freeText, boolean ahead, boolean inBrowser, String report, List<String> errors) {

    @RegisterForReflection
    record Entry(String id, String title, String author, String blurb, int dreams, int takes, List<SlotEntry> slots) {}

    @RegisterForReflection
    record SlotEntry(
            String name,
            String label,
            @JsonProperty("default") String standIn) {}

    static StoriesView of(Library library, boolean freeText, boolean ahead, boolean inBrowser, String report) {
        return new StoriesView(
                library.all().stream().map(StoriesView::entry).toList(),
                freeText,
                ahead,
                inBrowser,
                report,
                library.errors().stream().map(TweeException::getMessage).toList());
    }

    private static Entry entry(Story story) {
        var settings = story.settings();
        return new Entry(
                story.id(),
                story.title(),
                settings.author(),
                settings.blurb(),
                settings.dreams(),
                settings.takes(),
                settings.slots().stream().map(StoriesView::slot).toList());
    }

    private static SlotEntry slot(Slot slot) {
        return new SlotEntry(slot.name(), slot.label(), slot.standIn());
    }
}
