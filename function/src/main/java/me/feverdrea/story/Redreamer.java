package me.feverdrea.story;

import java.time.Instant;
import java.util.List;

/** Writes a stored page again by its recorded recipe, to see whether this machine and model would still tell the same. */
public final class Redreamer {
    private final Library library;
    private final Stores stores;
    private final SegmentWriter writer;

    /** What came of it. */
    public enum Outcome {
        SAME,
        DRIFTED,
        /** The recipe is another than the writer's. */
        OTHER_RECIPE,
        /** An author's own line, or cut off by time: no seed writes that. */
        UNREPEATABLE,
        /** The story, or the way that led there, is not what it was. */
        GONE
    }

    public Redreamer(Library library, Stores stores, SegmentWriter writer) {
        this.library = library;
        this.stores = stores;
        this.writer = writer;
    }

    /** @throws BundleException if there is no usable model */
    public Outcome redream(Branch branch, Instant deadline) {
        Provenance from = branch.provenance();
        if (!from.recipe().equals(writer.recipe())) {
            return Outcome.OTHER_RECIPE;
        }
        if (from.fallback() || from.finishReason() == FinishReason.DEADLINE) {
            return Outcome.UNREPEATABLE;
        }
        return library.find(branch.path().story())
                .map(story -> compare(branch, story, deadline))
                .orElse(Outcome.GONE);
    }

    private Outcome compare(Branch branch, Story story, Instant deadline) {
        Lineage lineage;
        try {
            lineage = Lineage.of(branch.path(), story, stores);
        } catch (RefusedException takenDown) {
            return Outcome.GONE;
        }
        return lineage.parentOf(branch.path())
                .map(parent -> new BranchAuthor.Task(
                        branch.path(),
                        story,
                        lineage.turns(story),
                        parent,
                        branch.choice(),
                        List.of(),
                        branch.provenance().askedBy()))
                .map(task -> compare(branch, task, deadline))
                .orElse(Outcome.GONE);
    }

    private Outcome compare(Branch branch, BranchAuthor.Task task, Instant deadline) {
        Draft draft = writer.write(
                task.prompt(), task.settings().tokens(), branch.provenance().seed(), deadline);
        String text = task.story().withSlots(Sentences.cut(draft.text()));
        return text.equals(branch.text()) ? Outcome.SAME : Outcome.DRIFTED;
    }
}
