package me.feverdrea.story;

/**
 * Who asks for a page.
 *
 * @param address tells one client from another; kept only as a hash that means nothing the next day
 * @param mayDream whether the page may be dreamed if it is missing
 */
public record Reader(String address, boolean mayDream) {

    /** Without the address, so that it cannot get into a log. */
    @Override
    public String toString() {
        return mayDream ? "a reader" : "a reader who dreams nothing";
    }
}
