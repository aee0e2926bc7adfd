package me.feverdrea.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.feverdrea.story.Branch;
import me.feverdrea.story.BranchStore;
import me.feverdrea.story.Library;
import me.feverdrea.story.Redreamer;
import me.feverdrea.story.Redreamer.Outcome;
import me.feverdrea.story.Story;
import me.feverdrea.story.StoryPath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes stored pages again and counts which differ. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Writes stored pages again by their recorded recipe and compares, by model, on this machine's processor.",
            "Nothing is stored and nothing changes: the stored text is the record. Drift tells that another kind of",
            "processor or library wrote it. Exit status 1 if any page drifted."
        })
public final class Verify implements Callable<Integer> {
    private static final int MOST = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private final Supplier<Game> game;
    private final InstantSource clock;

    @Option(
            names = "--count",
            defaultValue = "20",
            paramLabel = "N",
            description = "Pages to write again, spread over the dreams; ${DEFAULT-VALUE} if not said.")
    private int count;

    /** What it works on. */
    public record Game(Library library, BranchStore branches, Redreamer redreamer) {}

    public Verify(Supplier<Game> game, InstantSource clock) {
        this.game = game;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        if (count < 1 || count > MOST) {
            throw new InputException("--count " + count + ": choose 1 to " + MOST);
        }
        Game now = game.get();
        Map<String, Map<Outcome, Integer>> byModel = new TreeMap<>();
        List<Branch> chosen = chosen(now);
        for (Branch branch : chosen) {
            if (Interruption.hasCome()) {
                break;
            }
            Outcome outcome = now.redreamer().redream(branch, clock.instant().plus(PATIENCE));
            byModel.computeIfAbsent(branch.provenance().recipe().model(), model -> new EnumMap<>(Outcome.class))
                    .merge(outcome, 1, Integer::sum);
            if (outcome == Outcome.DRIFTED) {
                System.out.println("drifted: " + branch.path());
            }
        }
        tell(byModel);
        return byModel.values().stream().anyMatch(outcomes -> outcomes.containsKey(Outcome.DRIFTED)) ? 1 : 0;
    }

    /** One page of each dream after the other, until there are enough. */
    private List<Branch> chosen(Game now) {
        List<List<Branch>> dreams = new ArrayList<>();
        for (Story story : now.library().all()) {
            for (int dream = 1; dream <= story.settings().dreams(); dream++) {
                dreams.add(now.branches().subtree(new StoryPath(story.id(), dream, List.of()), count));
            }
        }
        List<Branch> chosen = new ArrayList<>();
        for (int row = 0; row < count && chosen.size() < count; row++) {
            for (List<Branch> dream : dreams) {
                if (row < dream.size() && chosen.size() < count) {
                    chosen.add(dream.get(row));
                }
            }
        }
        return chosen;
    }

    private static void tell(Map<String, Map<Outcome, Integer>> byModel) {
        System.out.println("processor: " + processor());
        byModel.forEach((model, outcomes) -> {
            StringBuilder line = new StringBuilder(model).append(':');
            outcomes.forEach((outcome, times) -> line.append(' ')
                    .append(times)
                    .append(' ')
                    .append(outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(','));
            System.out.println(line.substring(0, line.length() - 1));
        });
        if (byModel.isEmpty()) {
            System.out.println("no page is stored yet");
        }
    }

    private static String processor() {
        String kind = System.getProperty("os.arch");
        if (!Files.isReadable(PROCESSOR)) {
            return kind;
        }
        try {
            return kind + ", "
                    + Files.readAllLines(PROCESSOR).stream()
                            .filter(line -> line.startsWith("model name"))
                            .findFirst()
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .orElse("kind unknown");
        } catch (IOException e) {
            return kind;
        }
    }
}
