package me.feverdrea.story;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Branches for tests of what copies, counts and draws them. */
public final class MadeBranches {
    private MadeBranches() {}

    public static Branch branch(String path, String text) {
        return branch(
                path, text, Ending.NONE, List.of(new Choice("1", "Climb"), new Choice("2", "Call \"it\", quickly")));
    }

    public static Branch branch(String path, String text, Ending ending, List<Choice> choices) {
        return new Branch(
                StoryPath.parse(path),
                "Lift the \"lid\" — quick\\ly",
                text,
                choices,
                ending,
                new Provenance(
                        AskedBy.READER,
                        new Recipe("gothic-6m-0123456789", 1, "temperature=0.8 top_k=50"),
                        Long.MIN_VALUE + 7,
                        321,
                        64,
                        FinishReason.TOKEN_LIMIT,
                        1234,
                        2,
                        true,
                        new GateScores(42, 1, 0.125, 1e-9, 0.5, 9, 2, 0, 0)),
                Instant.parse("2026-11-24T01:02:03.456Z"),
                Optional.empty());
    }
}
