package me.feverdrea.story;

/** A labelled way on. */
public record Choice(String id, String label) {}
