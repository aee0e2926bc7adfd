package me.feverdrea.story;

/** A well-formed request that is not served. The message says what is wrong; {@link #cure()} what to do next. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a place is not shown. */
    public enum Reason {
        /** No author wrote it and no reader can get there. */
        ABSENT,
        /** A reader could get there, but this request may not have it dreamed. */
        UNDREAMED,
        /** The deployer took it down. */
        WITHDRAWN,
        /** Too many dreams are waiting to be written. */
        BUSY
    }

    private final Reason reason;
    private final String value;
    private final String cure;

    RefusedException(Reason reason, String value, String problem, String cure) {
        super(problem);
        this.reason = reason;
        this.value = value;
        this.cure = cure;
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
}
