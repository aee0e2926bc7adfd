package me.feverdrea.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.feverdrea.local.FolderModelStore;
import me.feverdrea.story.Draft;
import me.feverdrea.story.Prompt;
import me.feverdrea.story.SegmentWriter;
import me.feverdrea.story.Turn;

/**
 * Writes segments of the shipped bundle for as long as it is told to, three at once and the ways on behind each third, and
 * says how much memory the process holds meanwhile. The heap has a fixed size, so what grows is native.
 *
 * <p>{@code ./mvnw -q -Pbench-engine -Dsoak=10000}; the last line is one JSON object.
 */
final class EngineSoak {
    private static final String HEAP = "-Xms192m -Xmx192m -XX:+AlwaysPreTouch -XX:+UseSerialGC";
    private static final int SIBLINGS = 3;
    private static final int TOKENS = 16;
    private static final int DEPTH = 10;
    private static final int LINES = 20;

    private EngineSoak() {}

    /** In a process of its own, for the fixed heap. */
    static void start(int segments) throws IOException {
        OwnProcess.lines(List.of(HEAP.split(" ")), List.of("soak", String.valueOf(segments)), System.out::println);
    }

    static void run(int segments, Engine engine) {
        FolderModelStore store = new FolderModelStore(Path.of("function/models"), Optional.empty());
        Instant later = Instant.now().plus(Duration.ofHours(2));
        List<Turn> turns = new ArrayList<>();
        List<Double> held = new ArrayList<>();
        long start = System.nanoTime();
        try (Gpt2SegmentWriter writer = new Gpt2SegmentWriter(store, Sampling.DEFAULT, engine)) {
            int every = Math.max(SIBLINGS, segments / LINES);
            int written = 0;
            while (written < segments) {
                if (turns.size() % DEPTH == 0) {
                    turns.clear();
                    turns.add(new Turn("", "The room has " + written + " doors. You count them again."));
                }
                Prompt prompt = new Prompt("You wake in a house.", turns, "Open the next door", false);
                List<SegmentWriter.Wish> wishes = new ArrayList<>();
                for (int i = 0; i < SIBLINGS; i++) {
                    wishes.add(new SegmentWriter.Wish(prompt, written + i));
                }
                List<Draft> drafts = writer.writeAll(wishes, TOKENS, later, () -> {});
                String text = drafts.get(0).text();
                writer.choices(prompt, text, SIBLINGS, label -> true, written, later);
                turns.add(new Turn("Open the next door", text.isBlank() ? "Nothing is there." : text));
                if (written / every != (written + SIBLINGS) / every) {
                    System.gc();
                    held.add(Machine.heldMib());
                    System.out.printf(
                            Locale.ROOT,
                            "%d segments: %.1f MiB held, %d s%n",
                            written + SIBLINGS,
                            held.get(held.size() - 1),
                            (System.nanoTime() - start) / 1_000_000_000);
                }
                written += SIBLINGS;
            }
        }
        // the first tenth fills what is kept and lets the compiler and the allocator settle
        List<Double> settled = held.subList(held.size() / 10, held.size());
        System.out.printf(
                Locale.ROOT,
                "{\"benchmark\":\"soak\",\"segments\":%d,\"held_mib_after_a_tenth\":%.1f,\"held_mib_at_the_end\":%.1f,"
                        + "\"most_mib\":%.1f}%n",
                segments,
                settled.get(0),
                settled.get(settled.size() - 1),
                settled.stream().mapToDouble(mib -> mib).max().orElse(0));
    }
}
