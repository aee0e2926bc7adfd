package me.feverdrea.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** SIGINT and SIGTERM, as a word that a command asks for between two rows: it then has a while to put its files right. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static volatile boolean come;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");

    private Interruption() {}

    static Interruption watch() {
        come = false;
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether the command should end where it is. */
    static boolean hasCome() {
        return come;
    }

    boolean came() {
        return come;
    }

    /** The process ends when all hooks have, so this one waits for the command. */
    private void interrupt() {
        come = true;
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the command did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            come = true;
        }
    }
}
