package me.feverdrea.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import me.feverdrea.story.Slot;
import me.feverdrea.story.Story;
import me.feverdrea.story.TweeException;

/**
 * The list of stories.
 *
 * @param freeText whether players may type their own way on
 * @param errors of the stories whose files have one; an author sees them in the page
 */
@RegisterForReflection
record StoriesView(List<Entry> stories, boolean freeText, List<String> errors) {

    @RegisterForReflection
    record Entry(String id, String title, String author, String blurb, int dreams, int takes, List<SlotEntry> slots) {}

    @RegisterForReflection
    record SlotEntry(
            String name,
            String label,
            @JsonProperty("default") String standIn) {}

    static StoriesView of(List<Story> stories, List<TweeException> errors, boolean freeText) {
        return new StoriesView(
                stories.stream().map(StoriesView::entry).toList(),
                freeText,
                errors.stream().map(TweeException::getMessage).toList());
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
