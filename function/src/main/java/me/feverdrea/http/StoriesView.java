package me.feverdrea.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import me.feverdrea.story.Slot;
import me.feverdrea.story.Story;

/** The list of stories. */
@RegisterForReflection
record StoriesView(List<Entry> stories) {

    @RegisterForReflection
    record Entry(String id, String title, String author, String blurb, int dreams, int takes, List<SlotEntry> slots) {}

    @RegisterForReflection
    record SlotEntry(
            String name,
            String label,
            @JsonProperty("default") String standIn) {}

    static StoriesView of(List<Story> stories) {
        return new StoriesView(stories.stream().map(StoriesView::entry).toList());
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
