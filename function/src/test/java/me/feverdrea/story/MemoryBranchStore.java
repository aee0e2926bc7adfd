package me.feverdrea.story;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Branches in memory. */
final class MemoryBranchStore implements BranchStore {
    private final Map<String, Branch> branches = new ConcurrentSkipListMap<>();

    private final List<String> committed = new CopyOnWriteArrayList<>();

    private final AtomicInteger reads = new AtomicInteger();

    private final AtomicInteger rows = new AtomicInteger();

    /** Rows that maps were made of. */
    int rows() {
        return rows.get();
    }

    /** Rows and levels asked for, found or not. */
    int reads() {
        return reads.get();
    }

    /** Paths, in the order of their writing. */
    List<String> committed() {
        return committed;
    }

    int size() {
        return branches.size();
    }

    /** What only the deployer's hand does. */
    void replace(Branch branch) {
        branches.put(branch.path().toString(), branch);
    }

    @Override
    public Optional<Branch> find(StoryPath path) {
        reads.incrementAndGet();
        return Optional.ofNullable(branches.get(path.toString()));
    }

    @Override
    public Map<StoryPath, Branch> findAll(Collection<StoryPath> paths) {
        Map<StoryPath, Branch> found = new HashMap<>();
        paths.forEach(path -> find(path).ifPresent(branch -> found.put(path, branch)));
        return found;
    }

    @Override
    public Branch commit(Branch branch) {
        Branch first = branches.putIfAbsent(branch.path().toString(), branch);
        if (first == null) {
            committed.add(branch.path().toString());
        }
        return first == null ? branch : first;
    }

    @Override
    public List<Branch> subtree(StoryPath root, int limit) {
        return branches.values().stream()
                .filter(branch -> branch.path().depth() >= root.depth()
                        && branch.path().ancestor(root.depth()).equals(root))
                .limit(limit)
                .toList();
    }

    /** In the order of all characters, as the other stores have it. */
    @Override
    public List<Landmark> level(StoryPath root, int depth, int limit) {
        reads.incrementAndGet();
        List<Landmark> level = branches.values().stream()
                .filter(branch -> branch.path().depth() == depth
                        && depth >= root.depth()
                        && branch.path().ancestor(root.depth()).equals(root))
                .limit(limit)
                .map(Landmark::of)
                .toList();
        rows.addAndGet(level.size());
        return level;
    }
}
