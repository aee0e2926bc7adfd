package me.feverdrea.story;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes a branch of what a writer writes: drafts, the gate, the author's own lines where the drafts fail, the ways on. */
final class BranchAuthor {
    private final SegmentWriter writer;
    private final InstantSource clock;
    private final int attempts;
    private final WordList words;

    /**
     * @param turns what was read, with stand-ins for slots
     * @param parent the place that the branch follows
     * @param choice label that is taken there
     * @param siblings stored texts that follow the same parent
     */
    record Task(StoryPath path, Story story, List<Turn> turns, Place parent, String choice, List<String> siblings) {
        StorySettings settings() {
            return story.settings();
        }

        boolean mustClose() {
            return path.depth() >= settings().greatestDepth();
        }

        Prompt prompt() {
            return new Prompt(
                    story.withStandIns(settings().premise()), turns, story.withStandIns(choice()), mustClose());
        }
    }

    private record Attempt(String text, long seed, Draft draft, Gate.Verdict verdict) {}

    BranchAuthor(SegmentWriter writer, InstantSource clock, int attempts, WordList words) {
        this.writer = writer;
        this.clock = clock;
        this.attempts = attempts;
        this.words = words;
    }

    /**
     * What needs no charge: without a model nothing will be written.
     *
     * @throws BundleException if there is no usable model
     */
    void getReady(Instant deadline) {
        writer.load(deadline);
    }

    /** @throws RefusedException if the deadline passed before anything that could be stored was written */
    Branch write(Task task, Instant deadline) {
        Instant began = clock.instant();
        Recipe recipe = writer.recipe();
        List<Attempt> tries = new ArrayList<>();
        do {
            tries.add(attempt(task, recipe, tries.size(), deadline));
        } while (!last(tries).verdict().passes()
                && tries.size() < attempts
                && clock.instant().isBefore(deadline));
        Optional<Attempt> kept = tries.stream()
                .filter(attempt -> attempt.verdict().isBearable())
                .min(Comparator.comparingInt(
                                (Attempt attempt) -> attempt.verdict().faults().size())
                        .thenComparingInt(attempt -> attempt.verdict().scores().madeUpWords()));
        if (kept.isEmpty() && last(tries).draft().finish() == FinishReason.DEADLINE) {
            // A slow moment of the machine is no reason for the author's line to stand there for ever.
            throw new RefusedException(
                    RefusedException.Reason.BUSY,
                    task.path().toString(),
                    "the dream did not come in time",
                    "ask again in a few seconds");
        }
        Attempt chosen = kept.orElseGet(() -> fallback(task, last(tries)));
        Ending ending = ending(task, chosen.draft().finish());
        List<Choice> choices = ending == Ending.NONE ? choices(task, chosen, deadline) : List.of();
        Instant done = clock.instant();
        return new Branch(
                task.path(),
                task.choice(),
                chosen.text(),
                choices,
                ending,
                new Provenance(
                        AskedBy.READER,
                        recipe,
                        chosen.seed(),
                        chosen.draft().promptTokens(),
                        chosen.draft().tokens(),
                        chosen.draft().finish(),
                        Duration.between(began, done).toMillis(),
                        tries.size(),
                        kept.isEmpty(),
                        chosen.verdict().scores()),
                done.truncatedTo(ChronoUnit.MILLIS),
                Optional.empty());
    }

    private Attempt attempt(Task task, Recipe recipe, int number, Instant deadline) {
        long seed = seed(task.path(), recipe.model(), number);
        Draft draft = writer.write(task.prompt(), task.settings().tokens(), seed, deadline);
        String text = task.story().withSlots(Sentences.cut(draft.text()));
        return new Attempt(text, seed, draft, judge(task, text, draft));
    }

    private Gate.Verdict judge(Task task, String text, Draft draft) {
        return Gate.judge(
                text,
                draft.copiedWords(),
                draft.madeUpWords(),
                task.parent().text(),
                task.siblings(),
                forbidden(task, text));
    }

    /** The author's words, and those of everybody's that the text holds. */
    private Set<String> forbidden(Task task, String text) {
        Set<String> all = new HashSet<>(words.in(text));
        all.addAll(task.settings().forbidden());
        return all;
    }

    /** One of the author's own lines, the same for the same path, and not one that the reader has just read. */
    private Attempt fallback(Task task, Attempt failed) {
        List<String> all = task.mustClose()
                ? task.settings().fallbackEndings()
                : task.settings().fallbacks();
        List<String> fresh = all.stream()
                .filter(line -> task.turns().stream()
                        .noneMatch(turn -> turn.text().equals(task.story().withStandIns(line))))
                .filter(line -> !task.siblings().contains(line))
                .toList();
        List<String> lines = fresh.isEmpty() ? all : fresh;
        String text = lines.get((int) Math.floorMod(failed.seed(), (long) lines.size()));
        Draft draft = new Draft(
                text,
                FinishReason.FALLBACK,
                failed.draft().promptTokens(),
                failed.draft().tokens(),
                0,
                List.of());
        return new Attempt(text, failed.seed(), draft, judge(task, text, draft));
    }

    private static Ending ending(Task task, FinishReason finish) {
        if (task.mustClose()) {
            return Ending.DEPTH;
        }
        boolean deepEnough = task.path().depth() >= task.settings().leastDepth();
        return finish == FinishReason.END_OF_TEXT && deepEnough ? Ending.DREAMED : Ending.NONE;
    }

    private List<Choice> choices(Task task, Attempt chosen, Instant deadline) {
        StorySettings settings = task.settings();
        List<String> labels = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of(key(task.choice())));
        Predicate<String> usable = label -> {
            String stored = task.story().withSlots(label);
            return Gate.allows(stored, forbidden(task, stored)) && !taken.contains(key(stored));
        };
        String read = task.story().withStandIns(chosen.text());
        writer.choices(task.prompt(), read, settings.choices(), usable, chosen.seed(), deadline).stream()
                .filter(usable)
                .map(task.story()::withSlots)
                .filter(label -> taken.add(key(label)))
                .limit(settings.choices())
                .forEach(labels::add);
        List<String> own = settings.fallbackChoices();
        int first = (int) Math.floorMod(chosen.seed(), (long) own.size());
        // One way on is no choice, so the author's own labels make up two.
        for (int i = 0; i < own.size() && labels.size() < Math.min(2, settings.choices()); i++) {
            String label = own.get((first + i) % own.size());
            if (taken.add(key(label))) {
                labels.add(label);
            }
        }
        List<Choice> choices = new ArrayList<>();
        labels.forEach(label -> choices.add(new Choice(String.valueOf(choices.size() + 1), label)));
        return choices;
    }

    private static String key(String label) {
        return label.toLowerCase(Locale.ROOT);
    }

    private static Attempt last(List<Attempt> tries) {
        return tries.get(tries.size() - 1);
    }

    /** Derived from place, model and attempt alone: what a dream is does not depend on when it was asked for. */
    static long seed(StoryPath path, String model, int attempt) {
        String hash = Sha256.hex((path + "\n" + model + "\n" + attempt).getBytes(StandardCharsets.UTF_8));
        return Long.parseUnsignedLong(hash.substring(0, 16), 16);
    }
}
