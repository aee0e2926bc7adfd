package me.feverdrea.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.PathException;
import me.feverdrea.story.RefusedException;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.TweeException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * What can be done beside the server, by name. A command is a {@code Callable<Integer>} with picocli's annotations; it
 * returns its exit status, and throws an {@link InputException} for what the caller can mend.
 */
@Command(
        name = "feverdream",
        synopsisSubcommandLabel = "COMMAND",
        description = "Commands beside the game, on the same stores and settings. Without one, the server starts.",
        footer = {"", "Exit status: 0 done, 1 it did not work, 2 bad input, 130 interrupted."})
public final class Commands implements Runnable {
    private static final int FAILED = 1;
    static final int INTERRUPTED = 130;

    private final List<?> commands;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say this.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** @param commands each with a {@link Command} annotation that names it */
    public Commands(List<?> commands) {
        this.commands = List.copyOf(commands);
    }

    /** System properties of a process that is a command; what is set already goes before. */
    public static Map<String, String> settings() {
        return Map.of(
                "quarkus.http.host-enabled", "false",
                "quarkus.log.console.stderr", "true",
                "quarkus.log.level", "WARN");
    }

    /** Runs the command that the arguments name; returns the exit status. */
    public int run(String... arguments) {
        CommandLine line = new CommandLine(this);
        line.addSubcommand(new CommandLine.HelpCommand());
        commands.forEach(line::addSubcommand);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((problem, given) -> refuse(problem.getCommandLine(), problem));
        line.setExecutionExceptionHandler((problem, of, parsed) -> explain(problem, of, parsed));
        try (Interruption interruption = Interruption.watch()) {
            int status = line.execute(arguments);
            return interruption.came() ? INTERRUPTED : status;
        }
    }

    /** Without a command there is nothing to do but say which there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static int refuse(CommandLine of, Exception problem) {
        String name = of.getCommandSpec().qualifiedName();
        of.getErr().println(name + ": " + problem.getMessage() + "; see " + name + " --help");
        return ExitCode.USAGE;
    }

    private static int explain(Exception problem, CommandLine of, ParseResult parsed) throws Exception {
        if (Interruption.hasCome()) {
            // What the stores say when they are closed under a command is not news.
            return INTERRUPTED;
        }
        String name = of.getCommandSpec().qualifiedName();
        if (problem instanceof InputException || problem instanceof PathException) {
            of.getErr().println(name + ": " + problem.getMessage());
            return ExitCode.USAGE;
        }
        if (problem instanceof RefusedException refused) {
            of.getErr().println(name + ": " + refused.value() + ": " + refused.getMessage() + "; " + refused.cure());
            return FAILED;
        }
        if (problem instanceof StoreException
                || problem instanceof BundleException
                || problem instanceof TweeException
                || problem instanceof IOException
                || problem instanceof UncheckedIOException) {
            of.getErr().println(name + ": " + problem.getMessage());
            return FAILED;
        }
        throw problem;
    }
}
