package me.feverdrea.command;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.feverdrea.story.AccessSource;
import me.feverdrea.story.Branch;
import me.feverdrea.story.Coverage;
import me.feverdrea.story.StoryPath;
import me.feverdrea.story.Walker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The night walker, by hand. */
@Command(
        name = "walk",
        mixinStandardHelpOptions = true,
        description = {
            "Dreams the likeliest unopened doors in advance, and says how much of the stories is open.",
            "It is bound by the limits below and by feverdream.budget.day. To try a new story without keeping",
            "anything, set feverdream.data to an empty folder."
        })
public final class Walk implements Callable<Integer> {
    private static final int MOST_DREAMS = 999_999;

    private final Supplier<Walker> walker;
    private final AccessSource accesses;

    @Option(names = "--story", paramLabel = "ID", description = "Walk this story alone.")
    private Optional<String> story;

    @Option(
            names = "--dreams",
            defaultValue = "1",
            paramLabel = "N",
            description = "Dreams of each story, from the first on; ${DEFAULT-VALUE} if not said.")
    private int dreams;

    @Option(
            names = "--branches",
            defaultValue = "50",
            paramLabel = "N",
            description = "Branches to dream at most; ${DEFAULT-VALUE} if not said. 0 only looks at what is open.")
    private int branches;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            paramLabel = "N",
            description = "Time to walk at most; ${DEFAULT-VALUE} if not said.")
    private int minutes;

    public Walk(Supplier<Walker> walker, AccessSource accesses) {
        this.walker = walker;
        this.accesses = accesses;
    }

    @Override
    public Integer call() throws IOException {
        if (dreams < 1 || dreams > MOST_DREAMS) {
            throw new InputException("--dreams " + dreams + ": walk one at least");
        }
        if (branches < 0 || minutes < 1) {
            throw new InputException("--branches " + branches + " --minutes " + minutes
                    + ": no fewer than 0 branches, and a minute at least");
        }
        story.filter(id -> !StoryPath.isStory(id)).ifPresent(id -> {
            throw new InputException("--story " + id + ": is no story's id; it is the name of its file");
        });
        Map<String, Long> reads = reads();
        Walker.Plan plan = new Walker.Plan(
                story, dreams, branches, Duration.ofMinutes(minutes), path -> reads.getOrDefault(path.toString(), 0L));
        tell(walked(plan));
        return 0;
    }

    private Coverage walked(Walker.Plan plan) {
        try (Progress progress = Progress.of("branches", OptionalLong.of(branches))) {
            return walker.get().walk(plan, new Watching(progress));
        }
    }

    private record Watching(Progress progress) implements Walker.Watcher {
        @Override
        public void dreamed(Branch branch) {
            progress.add(1);
        }

        @Override
        public boolean getAsBoolean() {
            return Interruption.hasCome();
        }
    }

    /** Of a log that is not there nothing is known, and all ways are alike. */
    private Map<String, Long> reads() throws IOException {
        Map<String, Long> reads = new HashMap<>();
        accesses.read(
                access -> {
                    if (Census.isRead(access)) {
                        reads.merge(access.path().substring(Census.API.length()), 1L, Long::sum);
                    }
                },
                flaw -> {});
        return reads;
    }

    private static void tell(Coverage walked) {
        line("branches dreamed", walked.dreamed());
        line("author's doors open", walked.opened() + " of " + walked.doors());
        line(
                "depth reached",
                walked.branchesByDepth().keySet().stream().max(Integer::compare).orElse(0));
        line("branches by depth", new TreeMap<>(walked.branchesByDepth()));
        line("endings", walked.endings());
        line("drafts that the gate turned away", walked.rejected());
        line("author's fallbacks", walked.fallbacks());
        line("time of writing", String.format(Locale.ROOT, "%.1f s", walked.millis() / 1000.0));
        walked.unreached().forEach((id, names) -> line("not reached in " + id, String.join(", ", names)));
        walked.passed().forEach((why, times) -> line("passed by", times + " × " + why));
        line("ended", walked.stopped().orElse("everything is open"));
    }

    private static void line(String name, Object value) {
        System.out.printf(Locale.ROOT, "%-34s %s%n", name, value);
    }
}
