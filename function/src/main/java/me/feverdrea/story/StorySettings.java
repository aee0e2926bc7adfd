package me.feverdrea.story;

import java.util.List;
import java.util.Set;

/**
 * What an author sets for a story, in its passage {@code Feverdream}.
 *
 * @param premise one line that stands before every prompt
 * @param dreams number of dreams
 * @param takes tellings of one step, the first included
 * @param choices ways on that a segment should offer
 * @param tokens most tokens of a segment
 * @param leastDepth steps before which a dream does not end by itself
 * @param greatestDepth steps at which it is made to end
 * @param on label of the door of a passage tagged {@code dream}
 * @param fallbacks segments to use when the model writes nothing good
 * @param fallbackEndings the same for the greatest depth
 * @param fallbackChoices labels to use when the model offers too few
 * @param spent what a reader is told when nothing more may be dreamed today
 * @param forbidden words, in lower case, that dreamed text must not hold
 */
public record StorySettings(
        String author,
        String blurb,
        String premise,
        int dreams,
        int takes,
        int choices,
        int tokens,
        int leastDepth,
        int greatestDepth,
        String on,
        List<Slot> slots,
        List<String> fallbacks,
        List<String> fallbackEndings,
        List<String> fallbackChoices,
        String spent,
        Set<String> forbidden) {
    public StorySettings {
        slots = List.copyOf(slots);
        fallbacks = List.copyOf(fallbacks);
        fallbackEndings = List.copyOf(fallbackEndings);
        fallbackChoices = List.copyOf(fallbackChoices);
        forbidden = Set.copyOf(forbidden);
    }
}
