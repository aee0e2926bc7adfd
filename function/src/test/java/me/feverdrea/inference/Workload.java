package me.feverdrea.inference;

import java.util.Locale;

/** What is timed, in milliseconds. Peers know them by their names; the numbers of tokens are the same for all. */
enum Workload {
    /** A token behind 100, one sequence; for a step. */
    DECODE_1,
    /** A token each behind 100, four sequences; for a step. */
    DECODE_4,
    PREFILL_64,
    PREFILL_256,
    PREFILL_512,
    /** 312 tokens read, the next one drawn. */
    FIRST_COLD,
    /** The same with 300 of them known. */
    FIRST_WARM,
    /** 12 tokens read behind 300 known ones, 48 written. */
    SEGMENT,
    /** A segment, three choices of 8 tokens behind it, and three children of 10 + 48 tokens behind it. */
    STORY_STEP;

    static final int DECODE_CONTEXT = 100;
    static final int KNOWN = 300;
    static final int CHOICE = 12;
    static final int SEGMENT_TOKENS = 48;
    static final int CHOICE_TOKENS = 8;
    static final int CHILD_CHOICE = 10;
    static final int SIBLINGS = 3;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
