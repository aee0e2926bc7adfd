package me.feverdrea.story;

/**
 * Who asks for a page.
 *
 * @param address tells one client from another; kept only as a hash that means nothing the next day
 * @param mayDream whether the page may be dreamed if it is missing
 */
public record Reader(String address, boolean mayDream) {
    /** The night walker: no client, so only the budget of the day counts for it. */
    static final Reader WALKER = new Reader("the night walker", true);

    /** Whatever address a client may write into a header, it is not this one. */
    boolean isWalker() {
        return this == WALKER;
    }

    /** @param otherwise who it is for if nobody special asks */
    AskedBy askedBy(AskedBy otherwise) {
        return isWalker() ? AskedBy.WALKER : otherwise;
    }

    /** Without the address, so that it cannot get into a log. */
    @Override
    public String toString() {
        return mayDream ? "a reader" : "a reader who dreams nothing";
    }
}
