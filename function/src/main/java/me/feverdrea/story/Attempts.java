package me.feverdrea.story;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import me.feverdrea.story.BranchAuthor.Task;

/** The drafts of one branch's segment, until one passes the gate or there were enough. */
final class Attempts {
    private final Task task;
    private final String model;
    private final int most;
    private final WordList words;
    private final List<Draft> drafts = new ArrayList<>();
    private Optional<Attempt> chosen = Optional.empty();

    /** A draft as readers would get it, and what the gate says of it. */
    record Attempt(String text, long seed, Draft draft, Gate.Verdict verdict) {}

    /** @param most drafts that are made at most */
    Attempts(Task task, String model, int most, WordList words) {
        this.task = task;
        this.model = model;
        this.most = most;
        this.words = words;
    }

    Task task() {
        return task;
    }

    int count() {
        return drafts.size();
    }

    SegmentWriter.Wish next() {
        return new SegmentWriter.Wish(task.prompt(), seed(task.path(), model, drafts.size()));
    }

    void add(Draft draft) {
        drafts.add(draft);
    }

    /** Whether no draft would pass beside these siblings, and another may be made. More siblings never help a draft. */
    boolean needsAnother(List<String> siblings) {
        return chosen.isEmpty() && drafts.size() < most && passing(siblings).isEmpty();
    }

    /**
     * Chooses the first draft that passes, or if none does and no more are to be made, the least bad one or else one of the
     * author's own lines.
     *
     * @param siblings all texts that follow the same parent
     * @param isLate whether no more drafts are made, whatever there is
     * @return whether there was no more to wait for; {@link #chosen} is empty then if nothing came in time
     */
    boolean settle(List<String> siblings, boolean isLate) {
        if (chosen.isPresent()) {
            return true;
        }
        chosen = passing(siblings);
        if (chosen.isPresent() || drafts.size() < most && !isLate) {
            return chosen.isPresent();
        }
        List<Attempt> all = judged(siblings);
        chosen = all.stream()
                .filter(attempt -> attempt.verdict().isBearable())
                .min(Comparator.comparingInt(
                                (Attempt attempt) -> attempt.verdict().faults().size())
                        .thenComparingInt(attempt -> attempt.verdict().scores().madeUpWords()));
        if (chosen.isEmpty() && !all.isEmpty()) {
            Attempt last = all.get(all.size() - 1);
            // A slow moment of the machine is no reason for the author's line to stand there for ever.
            if (last.draft().finish() != FinishReason.DEADLINE) {
                chosen = Optional.of(fallback(last, siblings));
            }
        }
        return true;
    }

    Optional<Attempt> chosen() {
        return chosen;
    }

    private Optional<Attempt> passing(List<String> siblings) {
        return judged(siblings).stream()
                .filter(attempt -> attempt.verdict().passes())
                .findFirst();
    }

    private List<Attempt> judged(List<String> siblings) {
        List<Attempt> judged = new ArrayList<>();
        for (Draft draft : drafts) {
            String text = task.story().withSlots(Sentences.cut(draft.text()));
            long seed = seed(task.path(), model, judged.size());
            judged.add(new Attempt(text, seed, draft, judge(text, draft, siblings)));
        }
        return judged;
    }

    private Gate.Verdict judge(String text, Draft draft, List<String> siblings) {
        return Gate.judge(
                text, draft.copiedWords(), draft.madeUpWords(), task.parent().text(), siblings, forbidden(text));
    }

    /** The author's words, and those of everybody's that the text holds. */
    Set<String> forbidden(String text) {
        Set<String> all = new HashSet<>(words.in(text));
        all.addAll(task.settings().forbidden());
        return all;
    }

    /** One of the author's own lines, the same for the same path, and not one that the reader has just read. */
    private Attempt fallback(Attempt failed, List<String> siblings) {
        List<String> all = task.mustClose()
                ? task.settings().fallbackEndings()
                : task.settings().fallbacks();
        List<String> fresh = all.stream()
                .filter(line -> task.turns().stream()
                        .noneMatch(turn -> turn.text().equals(task.story().withStandIns(line))))
                .filter(line -> !siblings.contains(line))
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
        return new Attempt(text, failed.seed(), draft, judge(text, draft, siblings));
    }

    /** Derived from place, model and attempt alone: what a dream is does not depend on when it was asked for. */
    static long seed(StoryPath path, String model, int attempt) {
        String hash = Sha256.hex((path + "\n" + model + "\n" + attempt).getBytes(StandardCharsets.UTF_8));
        return Long.parseUnsignedLong(hash.substring(0, 16), 16);
    }
}
