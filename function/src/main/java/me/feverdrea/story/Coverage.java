package me.feverdrea.story;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a walk met: how much of the stories is open, and how well the dreaming went. */
public final class Coverage {
    private final Map<String, Story> stories = new TreeMap<>();
    private final Map<String, Set<String>> passages = new TreeMap<>();
    private final int dreams;

    private final Set<StoryPath> doors = new HashSet<>();
    private final Set<StoryPath> opened = new HashSet<>();
    private final Set<StoryPath> met = new HashSet<>();
    private final Map<Integer, Integer> branchesByDepth = new TreeMap<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final Map<String, Integer> passed = new TreeMap<>();
    private int dreamed;
    private int rejected;
    private int fallbacks;
    private long millis;
    private Optional<String> stopped = Optional.empty();

    Coverage(List<Story> stories, int dreams) {
        stories.forEach(story -> {
            this.stories.put(story.id(), story);
            this.passages.put(story.id(), new TreeSet<>());
        });
        this.dreams = dreams;
    }

    void visited(Page.Authored page) {
        passages.get(page.path().story()).add(page.passage().name());
        page.passage().links().stream()
                .filter(Link::isDoor)
                .map(link -> new Step(link.id(), 0))
                .filter(page.path()::hasRoomFor)
                .forEach(step -> doors.add(page.path().child(step)));
        if (page.ending() != Ending.NONE) {
            endings.merge(page.ending().word(), 1, Integer::sum);
        }
    }

    /** A branch that is there, whoever had it dreamed. The walk comes again to those that it had dreamed itself. */
    void visited(Branch branch) {
        if (!met.add(branch.path())) {
            return;
        }
        open(branch.path());
        branchesByDepth.merge(branch.path().depth(), 1, Integer::sum);
        if (branch.ending() != Ending.NONE) {
            endings.merge(branch.ending().word(), 1, Integer::sum);
        }
    }

    private void open(StoryPath path) {
        if (doors.contains(path)) {
            opened.add(path);
        }
    }

    void wrote(Branch branch) {
        visited(branch);
        Provenance provenance = branch.provenance();
        dreamed++;
        // Of a fallback every draft was turned away, of another branch all but the last.
        rejected += provenance.attempts() - (provenance.fallback() ? 0 : 1);
        fallbacks += provenance.fallback() ? 1 : 0;
        millis += provenance.generateMs();
    }

    void passed(String why) {
        passed.merge(why, 1, Integer::sum);
    }

    void stop(String why) {
        stopped = Optional.of(why);
    }

    boolean mayGoOn() {
        return stopped.isEmpty();
    }

    /** Branches that this walk had dreamed. */
    public int dreamed() {
        return dreamed;
    }

    /** Doors that authors wrote and the walk came to, in all dreams. */
    public int doors() {
        return doors.size();
    }

    /** Those of them with a page behind. */
    public int opened() {
        return opened.size();
    }

    /** Names of the passages that no way led to, by story. */
    public Map<String, Set<String>> unreached() {
        Map<String, Set<String>> left = new TreeMap<>();
        stories.forEach((id, story) -> {
            Set<String> names = new TreeSet<>(story.passages().keySet());
            names.removeAll(passages.get(id));
            if (!names.isEmpty()) {
                left.put(id, names);
            }
        });
        return left;
    }

    /** Branches that the walk came by, its own and others', by depth. */
    public Map<Integer, Integer> branchesByDepth() {
        return Map.copyOf(branchesByDepth);
    }

    /** How many ends of each kind it came to. */
    public Map<String, Integer> endings() {
        return new TreeMap<>(endings);
    }

    /** Doors that stayed shut, and why. */
    public Map<String, Integer> passed() {
        return new TreeMap<>(passed);
    }

    /** Drafts that the gate turned away. */
    public int rejected() {
        return rejected;
    }

    /** Branches that are the author's own line, since no draft passed. */
    public int fallbacks() {
        return fallbacks;
    }

    /** Time that the writing took, in milliseconds, of branches written side by side together. */
    public long millis() {
        return millis;
    }

    /** Dreams of each story that were walked, at most. */
    public int dreams() {
        return dreams;
    }

    /** Why it ended before everything was open; empty if nothing is left. */
    public Optional<String> stopped() {
        return stopped;
    }
}
