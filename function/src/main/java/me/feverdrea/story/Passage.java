package me.feverdrea.story;

import java.util.List;
import java.util.Optional;

/**
 * Text that a person wrote, with its ways on. Without any it ends the story.
 *
 * @param text paragraphs separated by a blank line; may hold slots such as {@code {sister}}
 */
public record Passage(String name, String text, List<Link> links) {
    public Passage {
        links = List.copyOf(links);
    }

    public Optional<Link> link(String id) {
        return links.stream().filter(link -> link.id().equals(id)).findFirst();
    }
}
