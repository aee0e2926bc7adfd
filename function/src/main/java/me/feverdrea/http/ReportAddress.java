package me.feverdrea.http;

import java.util.Optional;

/**
 * Where readers can report a text.
 *
 * @param address a mail or web address; empty if the deployer gave none
 */
public record ReportAddress(Optional<String> address) {}
