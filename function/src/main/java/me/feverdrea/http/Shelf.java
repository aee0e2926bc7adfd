package me.feverdrea.http;

import jakarta.inject.Singleton;
import me.feverdrea.story.Dreamer;
import me.feverdrea.story.Library;

/** The stories, and what may be done in this game. */
@Singleton
final class Shelf {
    private final Library library;
    private final Dreamer dreamer;
    private final Saying saying;
    private final Offers offers;

    Shelf(Library library, Dreamer dreamer, Saying saying, Offers offers) {
        this.library = library;
        this.dreamer = dreamer;
        this.saying = saying;
        this.offers = offers;
    }

    StoriesView view() {
        return StoriesView.of(
                library,
                saying.isAllowed(),
                dreamer.dreamsAhead(),
                offers.inBrowser(),
                offers.report().orElse(""));
    }
}
