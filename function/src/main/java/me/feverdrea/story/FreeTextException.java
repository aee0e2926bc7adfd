package me.feverdrea.story;

/** What a player typed is not taken. The message never holds what it was. */
public final class FreeTextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    public FreeTextException(String problem, String cure) {
        super(problem);
        this.cure = cure;
    }

    public String cure() {
        return cure;
    }
}
