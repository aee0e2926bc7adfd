package me.feverdrea.story;

import java.time.Duration;

/** A well-formed request that is not served. The message says what is wrong; {@link #cure()} what to do next. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Duration SOON = Duration.ofSeconds(3);

    /** Why a place is not shown. */
    public enum Reason {
        /** No author wrote it and no reader can get there. */
        ABSENT,
        /** A reader could get there, but this request may not have it dreamed. */
        UNDREAMED,
        /** The deployer took it down. */
        WITHDRAWN,
        /** It was private, and its time is over. */
        EXPIRED,
        /** Too many dreams are waiting to be written. */
        BUSY,
        /** Nothing more may be dreamed today, by anybody or by this client. */
        SPENT
    }

    private final Reason reason;
    private final String value;
    private final String cure;
    private final Duration retryAfter;

    RefusedException(Reason reason, String value, String problem, String cure) {
        this(reason, value, problem, cure, SOON);
    }

    RefusedException(Reason reason, String value, String problem, String cure, Duration retryAfter) {
        super(problem);
        this.reason = reason;
        this.value = value;
        this.cure = cure;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** What was asked for. */
    public String value() {
        return value;
    }

    public String cure() {
        return cure;
    }

    /** When asking again may help, where it may at all. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
