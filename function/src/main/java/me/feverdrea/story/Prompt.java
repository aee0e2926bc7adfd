package me.feverdrea.story;

import java.util.List;

/**
 * What a segment is to continue. How it is put into the model's words is the writer's business.
 *
 * @param premise one line that stands before every prompt
 * @param turns what was read so far, oldest first; never empty
 * @param choice the label of the choice just taken
 * @param close whether the segment has to end the story
 */
public record Prompt(String premise, List<Turn> turns, String choice, boolean close) {
    public Prompt {
        turns = List.copyOf(turns);
    }
}
