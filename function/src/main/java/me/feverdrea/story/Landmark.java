package me.feverdrea.story;

import java.util.List;
import java.util.Optional;

/**
 * What a map shows of a branch: all but its text.
 *
 * @param choice label that was taken to get here
 * @param withdrawn whether it was taken down; a map does not show it then
 */
public record Landmark(StoryPath path, String choice, List<Choice> choices, Ending ending, boolean withdrawn) {
    public Landmark {
        choices = List.copyOf(choices);
    }

    public static Landmark of(Branch branch) {
        return new Landmark(
                branch.path(),
                branch.choice(),
                branch.choices(),
                branch.ending(),
                branch.withdrawnAt().isPresent());
    }

    /**
     * Reads what an index holds of a branch, as {@link BranchColumns#read} reads all of it.
     *
     * @param withdrawnAt null unless the page was taken down
     */
    public static Landmark read(
            StoryPath path, String choice, List<Choice> choices, String ending, String withdrawnAt) {
        return new Landmark(
                path,
                choice,
                choices,
                Ending.ofWord(ending),
                Optional.ofNullable(withdrawnAt).isPresent());
    }
}
