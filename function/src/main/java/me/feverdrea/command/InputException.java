package me.feverdrea.command;

/** Input that the caller can mend. The message has the value and what to do, in one line. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }
}
