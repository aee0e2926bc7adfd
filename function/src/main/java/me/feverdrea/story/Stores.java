package me.feverdrea.story;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What outlives a process.
 *
 * @param branches what everybody may read, for ever
 * @param privates free-text branches and all that grows below them, for a while
 */
public record Stores(BranchStore branches, BranchStore privates, ControlStore control) {
    /** How long a private branch is kept. */
    public static final Duration PRIVATE = Duration.ofDays(30);

    Optional<Branch> find(StoryPath path) {
        return of(path.isPrivate()).find(path);
    }

    /** Those of the paths that have a branch. All must be of one dream. */
    Map<StoryPath, Branch> findAll(Collection<StoryPath> paths) {
        Map<StoryPath, Branch> found = new HashMap<>();
        Map<Boolean, List<StoryPath>> kinds = paths.stream().collect(Collectors.groupingBy(StoryPath::isPrivate));
        kinds.forEach((isPrivate, of) -> found.putAll(of(isPrivate).findAll(of)));
        return found;
    }

    Branch commit(Branch branch) {
        return of(branch.path().isPrivate()).commit(branch);
    }

    private BranchStore of(boolean isPrivate) {
        return isPrivate ? privates : branches;
    }
}
