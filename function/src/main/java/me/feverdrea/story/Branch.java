package me.feverdrea.story;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The stored record at a story path. Written once; nothing in it changes but {@code withdrawnAt}, by the deployer's hand.
 *
 * @param choice label that was taken to get here
 * @param text paragraphs separated by a blank line
 * @param choices none at an ending
 */
public record Branch(
        StoryPath path,
        String choice,
        String text,
        List<Choice> choices,
        Ending ending,
        Provenance provenance,
        Instant createdAt,
        Optional<Instant> withdrawnAt) {

    public Branch {
        choices = List.copyOf(choices);
    }

    /** SHA-256, in hex, of what a reader sees: the UTF-8 text, then a line {@code > id label} for each choice. */
    public String sha256() {
        StringBuilder seen = new StringBuilder(text).append('\n');
        choices.forEach(choice -> seen.append("> ")
                .append(choice.id())
                .append(' ')
                .append(choice.label())
                .append('\n'));
        return Sha256.hex(seen.toString().getBytes(StandardCharsets.UTF_8));
    }
}
