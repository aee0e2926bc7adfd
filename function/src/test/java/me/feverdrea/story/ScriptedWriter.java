package me.feverdrea.story;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** A writer that follows a script instead of a model, and counts what it was asked for. */
public final class ScriptedWriter implements SegmentWriter {
    private static final List<String> WHAT =
            List.of("candle", "ladder", "basin", "needle", "curtain", "kettle", "lantern");
    private static final List<String> HOW =
            List.of("slowly", "without a sound", "as if it knew you", "at last", "again");

    /** What the script is asked to write. */
    public record Ask(Prompt prompt, int tokenLimit, long seed) {}

    private final AtomicInteger written = new AtomicInteger();
    private volatile Function<Ask, Draft> script = ScriptedWriter::sentence;
    private volatile Function<Ask, List<String>> offers = ask -> List.of("Touch it", "Run for the stairs", "Call out");
    private volatile Optional<BundleException> missing = Optional.empty();
    private volatile Ask last;

    public void write(Function<Ask, Draft> newScript) {
        script = newScript;
    }

    void offer(List<String> labels) {
        offers = ask -> labels;
    }

    void lose(BundleException why) {
        missing = Optional.of(why);
    }

    public int written() {
        return written.get();
    }

    Ask last() {
        return Objects.requireNonNull(last, "nothing was written");
    }

    static Draft draft(String text, FinishReason finish) {
        return new Draft(text, finish, 100, 20, 0, List.of());
    }

    /** A sentence of its own for each seed. */
    private static Draft sentence(Ask ask) {
        String what = WHAT.get((int) Math.floorMod(ask.seed(), (long) WHAT.size()));
        String how = HOW.get((int) Math.floorMod(ask.seed() >>> 8, (long) HOW.size()));
        return draft(
                "You hold still. Behind you the " + what + " begins to move " + how + ", number "
                        + Long.toUnsignedString(ask.seed()) + ". It",
                FinishReason.NEXT_CHOICE);
    }

    @Override
    public Recipe recipe() {
        return new Recipe("scripted-0000000000", 1, "none");
    }

    @Override
    public void load(Instant deadline) {
        missing.ifPresent(why -> {
            throw why;
        });
    }

    @Override
    public Draft write(Prompt prompt, int tokenLimit, long seed, Instant deadline) {
        written.incrementAndGet();
        last = new Ask(prompt, tokenLimit, seed);
        return script.apply(last);
    }

    @Override
    public List<String> choices(
            Prompt prompt, String text, int count, Predicate<String> usable, long seed, Instant deadline) {
        return offers.apply(new Ask(prompt, 0, seed));
    }
}
