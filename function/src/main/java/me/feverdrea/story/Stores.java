package me.feverdrea.story;

/** What outlives a process. */
public record Stores(BranchStore branches, ControlStore control) {}
