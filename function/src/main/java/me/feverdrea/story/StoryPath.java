package me.feverdrea.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a reader stands: story, dream and the steps taken, e.g. {@code spider/7/open-the-cellar.2.1~b}. It is the key of a
 * branch and part of a link, so its form never changes, and each place has exactly one text.
 *
 * @param dream from 1
 * @param steps none at the start passage
 */
public record StoryPath(String story, int dream, List<Step> steps) {
    public static final int DEPTH = 40;
    public static final int BYTES = 1000;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern DREAM = Pattern.compile("[1-9][0-9]{0,5}");
    private static final int SLUG_LENGTH = 64;

    public StoryPath {
        steps = List.copyOf(steps);
        if (!isStory(story)) {
            throw new PathException(story, "'" + story + "' is no story id", "story ids are listed at /api/stories");
        }
        if (dream < 1) {
            throw new PathException(String.valueOf(dream), "dream " + dream + " does not exist", "dreams count from 1");
        }
        if (steps.size() > DEPTH) {
            throw new PathException(
                    String.valueOf(steps.size()),
                    "the path is " + steps.size() + " steps deep",
                    "a path has at most " + DEPTH + " steps");
        }
        int bytes = text(story, dream, steps).length();
        if (bytes > BYTES) {
            throw new PathException(
                    String.valueOf(bytes),
                    "the path is " + bytes + " bytes long",
                    "a path has at most " + BYTES + " bytes");
        }
    }

    /** Whether the text can be a story's id. */
    public static boolean isStory(String text) {
        return text.length() <= SLUG_LENGTH && SLUG.matcher(text).matches();
    }

    /**
     * Reads {@code story/dream} or {@code story/dream/steps}.
     *
     * @throws PathException for everything that is not the canonical text of a path
     */
    public static StoryPath parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new PathException(text, "'" + text + "' is no story path", "write story/dream or story/dream/steps");
        }
        if (!DREAM.matcher(parts[1]).matches()) {
            throw new PathException(parts[1], "'" + parts[1] + "' is no dream", "a dream is a number from 1");
        }
        List<Step> steps = new ArrayList<>();
        if (parts.length == 3) {
            for (String step : parts[2].split("\\.", -1)) {
                steps.add(Step.parse(step));
            }
        }
        return new StoryPath(parts[0], Integer.parseInt(parts[1]), steps);
    }

    /** Reads the two columns that a branch is kept under. */
    public static StoryPath of(String dreamKey, String stepsKey) {
        return parse(stepsKey.isEmpty() ? dreamKey : dreamKey + '/' + stepsKey);
    }

    public int depth() {
        return steps.size();
    }

    public boolean isStart() {
        return steps.isEmpty();
    }

    /** Whether a player's own words led here: then only who has the link may know of it. */
    public boolean isPrivate() {
        return steps.stream().anyMatch(Step::isFreeText);
    }

    /** Empty at the start passage. */
    public Optional<StoryPath> parent() {
        return isStart() ? Optional.empty() : Optional.of(ancestor(steps.size() - 1));
    }

    /** The place on the way here that is {@code depth} steps from the start. */
    public StoryPath ancestor(int depth) {
        return new StoryPath(story, dream, steps.subList(0, depth));
    }

    public StoryPath child(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new StoryPath(story, dream, longer);
    }

    /** Whether the place that the step leads to can have a path at all. */
    public boolean hasRoomFor(Step step) {
        return depth() < DEPTH && toString().length() + 1 + step.toString().length() <= BYTES;
    }

    /** The step that led here; there is none at the start passage. */
    public Step last() {
        return steps.get(steps.size() - 1);
    }

    /** The partition that the branch is kept in, e.g. {@code spider/7}. */
    public String dreamKey() {
        return story + '/' + dream;
    }

    /** The key within the dream, e.g. {@code open-the-cellar.2}; empty at the start passage. */
    public String stepsKey() {
        return key(steps);
    }

    @Override
    public String toString() {
        return text(story, dream, steps);
    }

    /** ASCII, so its length is its number of bytes. */
    private static String text(String story, int dream, List<Step> steps) {
        return steps.isEmpty() ? story + '/' + dream : story + '/' + dream + '/' + key(steps);
    }

    private static String key(List<Step> steps) {
        StringBuilder key = new StringBuilder();
        for (Step step : steps) {
            key.append(key.isEmpty() ? "" : ".").append(step);
        }
        return key.toString();
    }
}
