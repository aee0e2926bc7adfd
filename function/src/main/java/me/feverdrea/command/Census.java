package me.feverdrea.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import me.feverdrea.story.AccessLog.Access;
import me.feverdrea.story.PathException;
import me.feverdrea.story.StoryPath;
import me.feverdrea.story.TableColumn;

/** Counts branches and reads as they come by; what it holds grows with stories, dreams, depths and days, not with rows. */
final class Census {
    static final String API = "/api/stories/";
    private static final Pattern READ = Pattern.compile(API + "[^/]+/.+");
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    /** Sums over some branches. */
    static final class Sums {
        long branches;
        long firstDrafts;
        long fallbacks;
        long endings;
        double repetition;
        double parentOverlap;
        double words;
        double madeUp;
        double attempts;
        long tokens;
        long millis;

        private void add(Object[] row) {
            branches++;
            boolean fallback = Boolean.TRUE.equals(row[FALLBACK]);
            firstDrafts += number(row, ATTEMPTS) == 1 && !fallback ? 1 : 0;
            fallbacks += fallback ? 1 : 0;
            endings += row[ENDING] != null && !row[ENDING].equals("none") ? 1 : 0;
            repetition += number(row, REPETITION);
            parentOverlap += number(row, PARENT_OVERLAP);
            words += number(row, WORDS);
            madeUp += number(row, MADE_UP);
            attempts += number(row, ATTEMPTS);
            tokens += (long) number(row, TOKENS);
            millis += (long) number(row, MILLIS);
        }
    }

    /** Of a story. */
    static final class OfStory {
        final Sums sums = new Sums();
        final Map<Integer, Long> branchesByDepth = new TreeMap<>();
        final Map<Integer, Long> endingsByDepth = new TreeMap<>();
        final Map<Integer, Long> readsByDepth = new TreeMap<>();
        /** By dream, then depth. */
        final Map<Integer, Map<Integer, Long>> branchesByDream = new TreeMap<>();

        final Map<Integer, Map<Integer, Long>> readsByDream = new TreeMap<>();
    }

    private static final int STORY = TableColumn.index("story");
    private static final int DREAM_NUMBER = TableColumn.index("dream_number");
    private static final int DEPTH = TableColumn.index("depth");
    private static final int ENDING = TableColumn.index("ending");
    private static final int ASKED_BY = TableColumn.index("asked_by");
    private static final int MODEL = TableColumn.index("model");
    private static final int PROMPT_VERSION = TableColumn.index("prompt_version");
    private static final int FALLBACK = TableColumn.index("fallback");
    private static final int ATTEMPTS = TableColumn.index("attempts");
    private static final int REPETITION = TableColumn.index("gate_repetition");
    private static final int PARENT_OVERLAP = TableColumn.index("gate_parent_overlap");
    private static final int WORDS = TableColumn.index("gate_words");
    private static final int MADE_UP = TableColumn.index("gate_made_up_words");
    private static final int TOKENS = TableColumn.index("tokens");
    private static final int MILLIS = TableColumn.index("generate_ms");
    private static final int CREATED_AT = TableColumn.index("created_at");

    final Sums all = new Sums();
    final Map<String, OfStory> stories = new TreeMap<>();
    final Map<LocalDate, Sums> days = new TreeMap<>();
    final Map<List<String>, Sums> models = new TreeMap<>(
            java.util.Comparator.comparing((List<String> key) -> key.get(0)).thenComparing(key -> key.get(1)));
    final Map<String, Long> askedBy = new TreeMap<>();
    final Map<LocalDate, Long> readsByDay = new TreeMap<>();
    long reads;

    /** @param row typed, as {@code TableRow} makes it */
    void add(Object[] row) {
        all.add(row);
        OfStory story = stories.computeIfAbsent(text(row, STORY), id -> new OfStory());
        story.sums.add(row);
        int depth = (int) number(row, DEPTH);
        story.branchesByDepth.merge(depth, 1L, Long::sum);
        if (row[ENDING] != null && !row[ENDING].equals("none")) {
            story.endingsByDepth.merge(depth, 1L, Long::sum);
        }
        story.branchesByDream
                .computeIfAbsent((int) number(row, DREAM_NUMBER), dream -> new TreeMap<>())
                .merge(depth, 1L, Long::sum);
        models.computeIfAbsent(List.of(text(row, MODEL), text(row, PROMPT_VERSION)), key -> new Sums())
                .add(row);
        askedBy.merge(text(row, ASKED_BY), 1L, Long::sum);
        if (row[CREATED_AT] instanceof Instant at) {
            days.computeIfAbsent(LocalDate.ofInstant(at, ZoneOffset.UTC), day -> new Sums())
                    .add(row);
        }
    }

    /** Counts it if it is a page that somebody got. */
    void add(Access access) {
        if (!isRead(access)) {
            return;
        }
        try {
            StoryPath path = StoryPath.parse(access.path().substring(API.length()));
            reads++;
            readsByDay.merge(LocalDate.ofInstant(access.at(), ZoneOffset.UTC), 1L, Long::sum);
            OfStory story = stories.computeIfAbsent(path.story(), id -> new OfStory());
            story.readsByDepth.merge(path.depth(), 1L, Long::sum);
            story.readsByDream
                    .computeIfAbsent(path.dream(), dream -> new TreeMap<>())
                    .merge(path.depth(), 1L, Long::sum);
        } catch (PathException e) {
            // It was answered, so it is some other page.
        }
    }

    /** Whether somebody got a page. */
    static boolean isRead(Access access) {
        return access.method().equals("GET")
                && (access.status() == OK || access.status() == NOT_MODIFIED)
                && READ.matcher(access.path()).matches();
    }

    private static double number(Object[] row, int column) {
        return row[column] instanceof Number number ? number.doubleValue() : 0;
    }

    private static String text(Object[] row, int column) {
        return row[column] == null ? "(unknown)" : row[column].toString();
    }
}
