package me.feverdrea.story;

/** A model bundle is missing, damaged or of an unknown format. The message names the file, what is wrong and the cure. */
public final class BundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
