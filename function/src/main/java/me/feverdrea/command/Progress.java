package me.feverdrea.command;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How far a command is: a bar on a terminal, else a line every ten seconds. On standard error, so that output stays output. */
public final class Progress implements AutoCloseable {
    private static final long BAR_NANOS = 200_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final int WIDTH = 30;

    private final String what;
    private final OptionalLong expected;
    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier nanos;
    private final long began;
    private long shown;
    private long done;

    /**
     * @param what is counted, e.g. {@code branches}
     * @param expected how many there will be, as far as that is known
     */
    public static Progress of(String what, OptionalLong expected) {
        return new Progress(what, expected, System.err, System.console() != null, System::nanoTime);
    }

    Progress(String what, OptionalLong expected, PrintStream out, boolean isTerminal, LongSupplier nanos) {
        this.what = what;
        this.expected = expected;
        this.out = out;
        this.isTerminal = isTerminal;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.shown = began;
    }

    public synchronized void add(long more) {
        done += more;
        long now = nanos.getAsLong();
        if (now - shown >= (isTerminal ? BAR_NANOS : LINE_NANOS)) {
            shown = now;
            show(now);
        }
    }

    private void show(long now) {
        String line = line(now);
        if (isTerminal) {
            out.print('\r' + line + "\u001B[K");
        } else {
            out.println(line);
        }
        out.flush();
    }

    private String line(long now) {
        double seconds = (now - began) / 1e9;
        String rate = seconds > 0 ? String.format(Locale.ROOT, ", %,.0f a second", done / seconds) : "";
        String counted = String.format(Locale.ROOT, "%,d", done);
        if (expected.isEmpty() || expected.getAsLong() <= 0) {
            return counted + ' ' + what + rate;
        }
        // What is expected may be an old count of the store's.
        double share = Math.min(1, (double) done / expected.getAsLong());
        int full = (int) (share * WIDTH);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f %%  %s of %,d %s%s",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                share * 100,
                counted,
                Math.max(done, expected.getAsLong()),
                what,
                rate);
    }

    /** Takes the bar away; a command says itself what became of it. */
    @Override
    public synchronized void close() {
        if (isTerminal) {
            out.print("\r\u001B[K");
            out.flush();
        }
    }
}
