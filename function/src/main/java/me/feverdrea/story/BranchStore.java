package me.feverdrea.story;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps branches for ever: a branch is written once, and the first writer wins. Safe for concurrent callers and processes. */
public interface BranchStore {

    Optional<Branch> find(StoryPath path);

    /** Those of the paths that have a branch. All must be of one dream. */
    Map<StoryPath, Branch> findAll(Collection<StoryPath> paths);

    /**
     * Writes the branch unless its path has one already.
     *
     * @return the branch that is stored at the path now: this one, or the one that came first
     */
    Branch commit(Branch branch);

    /** The branch at the path, if any, and all below it, in the order of their steps; at most {@code limit}. */
    List<Branch> subtree(StoryPath root, int limit);

    /**
     * The branches that are {@code depth} steps from the start and are the root or lie below it, in the order of their steps,
     * which is that of their characters; at most {@code limit}. They come from an index that has no text, and nothing else
     * is read for them. What was committed a moment ago may be missing yet.
     */
    List<Landmark> level(StoryPath root, int depth, int limit);
}
