package me.feverdrea.command;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.feverdrea.story.StoryPath;
import me.feverdrea.story.Withdrawals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a dreamed page down for good. */
@Command(
        name = "takedown",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a dreamed page down: who asks for it is told so (410), and nothing grows below it any more.",
            "The row stays, with the time in withdrawn_at. A running game need not be stopped.",
            "Of a game on AWS, infra/takedown does the same and makes the edge forget the page."
        })
public final class Takedown implements Callable<Integer> {
    private final Supplier<Withdrawals> store;
    private final InstantSource clock;

    @Parameters(paramLabel = "PATH", description = "The page, as in its link: spider/7/count-arms.2")
    private String path;

    @Option(names = "--below", description = "All pages that follow it as well.")
    private boolean below;

    public Takedown(Supplier<Withdrawals> store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        StoryPath page = StoryPath.parse(path);
        if (page.isStart()) {
            throw new InputException(path + ": is an author's page; edit its story");
        }
        try (Withdrawals withdrawals = store.get()) {
            List<StoryPath> down =
                    withdrawals.withdraw(page, below, clock.instant().truncatedTo(ChronoUnit.SECONDS));
            if (down.isEmpty()) {
                throw new InputException(path + ": nothing is stored there that is not down already");
            }
            down.forEach(each -> System.out.println("taken down: " + each));
            return 0;
        }
    }
}
