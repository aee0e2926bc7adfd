package me.feverdrea.http;

import java.util.Optional;

/**
 * What the deployer offers readers beside the stories.
 *
 * @param report a mail or web address where they can report a text; empty if there is none
 * @param inBrowser whether they may download the model, to dream with it by themselves
 */
public record Offers(Optional<String> report, boolean inBrowser) {}
