package me.feverdrea.story;

/**
 * Where a dreamed text came from. It explains the text; the stored text itself is the record.
 *
 * @param seed of the attempt that was kept, derived from path, model and attempt
 * @param promptTokens tokens read in that attempt
 * @param tokens tokens written in that attempt
 * @param generateMs time for all attempts and the choices, in milliseconds; its share of what was written side by side
 * @param attempts segments written until one was kept
 */
public record Provenance(
        AskedBy askedBy,
        Recipe recipe,
        long seed,
        int promptTokens,
        int tokens,
        FinishReason finishReason,
        long generateMs,
        int attempts,
        boolean fallback,
        GateScores scores) {}
