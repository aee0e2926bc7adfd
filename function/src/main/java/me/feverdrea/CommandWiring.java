package me.feverdrea;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import me.feverdrea.command.Commands;

/** The commands beside the server. Each takes what it needs when it runs, so that none opens a store for nothing. */
final class CommandWiring {

    @Produces
    @Singleton
    Commands commands() {
        return new Commands(List.of());
    }
}
