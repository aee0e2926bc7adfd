package me.feverdrea.story;

/** A text is no story path. */
public final class PathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String value;
    private final String cure;

    public PathException(String value, String problem, String cure) {
        super(problem);
        this.value = value;
        this.cure = cure;
    }

    /** What was found. */
    public String value() {
        return value;
    }

    public String cure() {
        return cure;
    }
}
