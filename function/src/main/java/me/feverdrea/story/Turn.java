package me.feverdrea.story;

/**
 * One step of what has been read so far: the label of the choice taken and the text it led to.
 *
 * @param choice empty for the first passage, which no choice leads to
 * @param text paragraphs separated by a blank line
 */
public record Turn(String choice, String text) {}
