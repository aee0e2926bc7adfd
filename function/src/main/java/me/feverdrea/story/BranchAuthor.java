package me.feverdrea.story;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
    record Task(
            StoryPath path,
            Story story,
            List<Turn> turns,
            Place parent,
            String choice,
            List<String> siblings,
            AskedBy askedBy) {
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

    /**
     * How to behave towards others while writing.
     *
     * @param giveWay run every now and then: others may write meanwhile
     * @param isAwaited whether somebody waits for a branch, so that it is finished before the others
     */
    record Manners(Runnable giveWay, Predicate<StoryPath> isAwaited) {
        static final Manners NONE = new Manners(() -> {}, path -> true);
    }

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

    /**
     * Writes branches that follow one parent side by side; each becomes what it would have become if they had been written
     * one after the other, in this order.
     *
     * @param done is given each branch as soon as it is finished; what did not come in time is left out
     */
    void write(List<Task> tasks, Instant deadline, Consumer<Branch> done, Manners manners) {
        Recipe recipe = writer.recipe();
        Instant began = clock.instant();
        List<Attempts> open = tasks.stream()
                .map(task -> new Attempts(task, recipe.model(), attempts, words))
                .collect(Collectors.toCollection(ArrayList::new));
        writeSegments(open, deadline, manners);
        Duration share = Duration.between(began, clock.instant()).dividedBy(Math.max(1, open.size()));
        while (!open.isEmpty()) {
            manners.giveWay().run();
            Attempts next = open.stream()
                    .filter(one -> manners.isAwaited().test(one.task().path()))
                    .findFirst()
                    .orElse(open.get(0));
            open.remove(next);
            next.chosen().ifPresent(chosen -> done.accept(branch(next, chosen, recipe, share, deadline)));
        }
    }

    private void writeSegments(List<Attempts> all, Instant deadline, Manners manners) {
        boolean late = false;
        for (List<Attempts> more = settle(all, late); !more.isEmpty(); more = settle(all, late)) {
            // all have one story and so one limit
            int tokens = more.get(0).task().settings().tokens();
            List<Draft> drafts =
                    writer.writeAll(more.stream().map(Attempts::next).toList(), tokens, deadline, manners.giveWay());
            for (int i = 0; i < drafts.size(); i++) {
                more.get(i).add(drafts.get(i));
            }
            late = !clock.instant().isBefore(deadline);
        }
    }

    /** Settles what can be, each beside those before it; returns what needs another draft first. */
    private static List<Attempts> settle(List<Attempts> all, boolean isLate) {
        List<Attempts> more = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (Attempts one : all) {
            List<String> siblings = new ArrayList<>(one.task().siblings());
            siblings.addAll(before);
            if (more.isEmpty() && one.settle(siblings, isLate)) {
                one.chosen().ifPresent(chosen -> before.add(chosen.text()));
            } else if (one.needsAnother(siblings)) {
                more.add(one);
            }
        }
        return more;
    }

    /** @param share time that its segment took */
    private Branch branch(Attempts tries, Attempts.Attempt chosen, Recipe recipe, Duration share, Instant deadline) {
        Task task = tries.task();
        Instant began = clock.instant();
        Draft draft = chosen.draft();
        Ending ending = ending(task, draft.finish());
        List<Choice> choices = ending == Ending.NONE ? choices(tries, chosen, deadline) : List.of();
        Instant done = clock.instant();
        return new Branch(
                task.path(),
                task.choice(),
                chosen.text(),
                choices,
                ending,
                new Provenance(
                        task.askedBy(),
                        recipe,
                        chosen.seed(),
                        draft.promptTokens(),
                        draft.tokens(),
                        draft.finish(),
                        Duration.between(began, done).plus(share).toMillis(),
                        tries.count(),
                        draft.finish() == FinishReason.FALLBACK,
                        chosen.verdict().scores()),
                done.truncatedTo(ChronoUnit.MILLIS),
                Optional.empty());
    }

    private static Ending ending(Task task, FinishReason finish) {
        if (task.mustClose()) {
            return Ending.DEPTH;
        }
        boolean deepEnough = task.path().depth() >= task.settings().leastDepth();
        return finish == FinishReason.END_OF_TEXT && deepEnough ? Ending.DREAMED : Ending.NONE;
    }

    private List<Choice> choices(Attempts tries, Attempts.Attempt chosen, Instant deadline) {
        Task task = tries.task();
        StorySettings settings = task.settings();
        List<String> labels = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of(key(task.choice())));
        Predicate<String> usable = label -> {
            String stored = task.story().withSlots(label);
            return Gate.allows(stored, tries.forbidden(stored)) && !taken.contains(key(stored));
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
}
