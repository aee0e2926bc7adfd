package me.feverdrea.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import me.feverdrea.story.Branch;
import me.feverdrea.story.Page;
import me.feverdrea.story.Provenance;
import me.feverdrea.story.Step;
import me.feverdrea.story.StoryPath;

/**
 * A page. It holds nothing that can change later.
 *
 * @param origin {@code authored} or {@code dreamed}
 * @param choice label that was taken to get here; null at the start
 * @param text paragraphs separated by a blank line; may hold slots such as {@code {sister}}
 * @param ending {@code none}, {@code authored}, {@code dreamed} or {@code depth}
 * @param provenance null for an authored page
 */
@RegisterForReflection
record BranchView(
        String path,
        String story,
        int dream,
        int depth,
        String origin,
        String choice,
        String text,
        List<ChoiceView> choices,
        String ending,
        ProvenanceView provenance) {

    /** @param dream whether it leads into the dream */
    @RegisterForReflection
    record ChoiceView(String id, String label, String path, boolean dream) {}

    /** @param seed as text, since it has 64 bits */
    @RegisterForReflection
    record ProvenanceView(
            String model,
            int promptVersion,
            String sampling,
            String seed,
            int promptTokens,
            int tokens,
            String finishReason,
            long generateMs,
            int attempts,
            boolean fallback,
            String createdAt) {}

    static BranchView of(Page page) {
        if (page instanceof Page.Dreamed dreamed) {
            return of(dreamed.branch());
        }
        Page.Authored authored = (Page.Authored) page;
        StoryPath path = authored.path();
        return new BranchView(
                path.toString(),
                path.story(),
                path.dream(),
                path.depth(),
                "authored",
                authored.choice().orElse(null),
                authored.passage().text(),
                authored.passage().links().stream()
                        .filter(link -> path.hasRoomFor(new Step(link.id(), 0)))
                        .map(link -> choice(path, link.id(), link.label(), link.isDoor()))
                        .toList(),
                authored.ending().word(),
                null);
    }

    private static BranchView of(Branch branch) {
        StoryPath path = branch.path();
        return new BranchView(
                path.toString(),
                path.story(),
                path.dream(),
                path.depth(),
                "dreamed",
                branch.choice(),
                branch.text(),
                branch.choices().stream()
                        .filter(choice -> path.hasRoomFor(new Step(choice.id(), 0)))
                        .map(choice -> choice(path, choice.id(), choice.label(), true))
                        .toList(),
                branch.ending().word(),
                provenance(branch.provenance(), branch.createdAt().toString()));
    }

    private static ChoiceView choice(StoryPath path, String id, String label, boolean dream) {
        return new ChoiceView(id, label, path.child(new Step(id, 0)).toString(), dream);
    }

    private static ProvenanceView provenance(Provenance from, String createdAt) {
        return new ProvenanceView(
                from.recipe().model(),
                from.recipe().promptVersion(),
                from.recipe().sampling(),
                String.valueOf(from.seed()),
                from.promptTokens(),
                from.tokens(),
                from.finishReason().name(),
                from.generateMs(),
                from.attempts(),
                from.fallback(),
                createdAt);
    }
}
