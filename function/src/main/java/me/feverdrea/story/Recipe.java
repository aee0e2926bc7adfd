package me.feverdrea.story;

/**
 * What decides how a writer writes; stored with each branch.
 *
 * @param model id of the model bundle
 * @param promptVersion version of the prompt format
 * @param sampling the sampling settings as one line of text
 */
public record Recipe(String model, int promptVersion, String sampling) {}
