package me.feverdrea.story;

/**
 * A name that readers may choose; texts hold it as {@code {name}}.
 *
 * @param label the question that asks for it
 * @param standIn a rare proper name, which the model reads and writes in place of the slot
 */
public record Slot(String name, String label, String standIn) {

    public String placeholder() {
        return '{' + name + '}';
    }
}
