package me.feverdrea.http;

import java.util.Optional;
import me.feverdrea.story.ModelStore;

/**
 * The model bundle that pages fetch to dream by themselves, where it is not the server's own.
 *
 * @param id empty if it is
 * @param store empty if it is, or where the edge has its files from their bucket
 */
public record BrowserBundle(Optional<String> id, Optional<ModelStore> store) {}
