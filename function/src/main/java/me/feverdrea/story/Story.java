package me.feverdrea.story;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A titled work: the author's passages, from whose doors everything else grows.
 *
 * @param id slug of the file's name
 * @param start name of the first passage
 * @param passages by name
 */
public record Story(String id, String title, StorySettings settings, String start, Map<String, Passage> passages) {
    public Story {
        passages = Map.copyOf(passages);
    }

    /** The passage that the steps lead to by the author's links alone. */
    public Optional<Passage> passage(List<Step> steps) {
        Optional<Passage> here = Optional.of(passages.get(start));
        for (Step step : steps) {
            here = here.filter(passage -> step.take() == 0)
                    .flatMap(passage -> passage.link(step.choice()))
                    .flatMap(Link::target)
                    .map(passages::get);
        }
        return here;
    }

    /** The label of the author's link that leads here; empty at the start, and where no link of the author's leads. */
    public Optional<String> label(StoryPath path) {
        return path.parent()
                .flatMap(parent -> passage(parent.steps()))
                .flatMap(passage -> passage.link(path.last().choice()))
                .map(Link::label);
    }

    /** The text with each slot's stand-in in the slot's place, as the model reads it. */
    public String withStandIns(String text) {
        String read = text;
        for (Slot slot : settings.slots()) {
            read = read.replace(slot.placeholder(), slot.standIn());
        }
        return read;
    }

    /** The text with the slots in the place of their stand-ins, as it is stored. */
    public String withSlots(String text) {
        String stored = text;
        for (Slot slot : settings.slots()) {
            stored = Pattern.compile("(?<!\\p{L})" + Pattern.quote(slot.standIn()) + "(?!\\p{L})")
                    .matcher(stored)
                    .replaceAll(Matcher.quoteReplacement(slot.placeholder()));
        }
        return stored;
    }
}
