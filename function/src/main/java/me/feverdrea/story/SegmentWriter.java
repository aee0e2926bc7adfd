package me.feverdrea.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes what lies behind a door: a GPT-2, or a script in tests. Safe for concurrent callers. */
public interface SegmentWriter {

    /**
     * What it would write with now.
     *
     * @throws BundleException if there is no usable model
     */
    Recipe recipe();

    /**
     * Loads what it writes with, unless that is done; no more is asked for after the deadline.
     *
     * @throws BundleException if there is no usable model
     */
    void load(Instant deadline);

    /**
     * Writes one segment that follows the prompt. The same prompt, limit and seed give the same draft on one kind of CPU.
     *
     * @param tokenLimit tokens to write at most
     * @param deadline after it the draft ends with {@link FinishReason#DEADLINE}
     * @throws BundleException if there is no usable model
     */
    Draft write(Prompt prompt, int tokenLimit, long seed, Instant deadline);

    /** A segment that is wanted: what it follows, and the seed to draw it with. */
    record Wish(Prompt prompt, long seed) {}

    /**
     * Writes several segments, each the same as {@link #write} would alone.
     *
     * @param between run every now and then while nothing of the writer is held, so that others may write
     * @return one draft for each wish, in their order
     * @throws BundleException if there is no usable model
     */
    default List<Draft> writeAll(List<Wish> wishes, int tokenLimit, Instant deadline, Runnable between) {
        List<Draft> drafts = new ArrayList<>();
        for (Wish wish : wishes) {
            between.run();
            drafts.add(write(wish.prompt(), tokenLimit, wish.seed(), deadline));
        }
        return drafts;
    }

    /**
     * Offers ways on after an accepted segment: distinct labels of at most ten words.
     *
     * @param text the segment that follows the prompt
     * @param count how many are wanted; fewer may come back
     * @param usable whether a label may be offered, besides being well-formed
     * @throws BundleException if there is no usable model
     */
    List<String> choices(Prompt prompt, String text, int count, Predicate<String> usable, long seed, Instant deadline);
}
