package me.feverdrea.story;

/** An error in a story's file. The message is {@code file:line: problem; cure}. */
public final class TweeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    /** @param line from 1 */
    TweeException(String file, int line, String problem, String cure) {
        super(file + ':' + line + ": " + problem + "; " + cure);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }
}
