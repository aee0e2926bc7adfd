package me.feverdrea.story;

import java.util.List;

/**
 * What is behind the doors of a page, while somebody reads it.
 *
 * @param children in the order of their doors; only pages that are dreamed, in their first take
 */
public record Ahead(StoryPath path, List<Child> children) {
    public Ahead {
        children = List.copyOf(children);
    }

    /** One page behind a door. */
    public record Child(StoryPath path, Status status) {}

    /** How far a page is. */
    public enum Status {
        /** It was there before. */
        STORED,
        /** It was dreamed for this request. */
        DREAMED,
        /** Another request is having it dreamed. */
        DREAMING,
        /** It may not be dreamed now: the budget is spent, there is too much to do, or it did not come in time. */
        REFUSED,
        /** It is not there, and this request may not have it dreamed. */
        UNDREAMED
    }
}
