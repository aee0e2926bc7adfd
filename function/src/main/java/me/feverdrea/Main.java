package me.feverdrea;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import me.feverdrea.command.Commands;

/** Starts the server, or, with arguments, one of the commands beside it. */
@QuarkusMain
public final class Main {
    Main() {}

    public static void main(String[] arguments) {
        // Else a path such as /api/stories/%zz gets an empty 400 before our own filter can say what is wrong with it.
        System.setProperty("vertx.disableURIValidation", "true");
        if (arguments.length == 0) {
            Quarkus.run(arguments);
        } else {
            Commands.settings().forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
            Quarkus.run(Beside.class, arguments);
        }
    }

    /** The process as a command: the same wiring and settings, no port. */
    public static final class Beside implements QuarkusApplication {
        private final Commands commands;

        Beside(Commands commands) {
            this.commands = commands;
        }

        @Override
        public int run(String... arguments) {
            return commands.run(arguments);
        }
    }
}
