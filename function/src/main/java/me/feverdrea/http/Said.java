package me.feverdrea.http;

/**
 * What a player types instead of taking a choice.
 *
 * @param id of the choice that it makes, drawn by the player's browser, so that a request may be sent again
 */
record Said(String id, String text) {

    /** Without the words, so that they cannot get into a log. */
    @Override
    public String toString() {
        return "something said";
    }
}
