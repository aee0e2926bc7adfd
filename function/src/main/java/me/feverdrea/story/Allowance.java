package me.feverdrea.story;

import java.util.OptionalInt;

/**
 * How much may be dreamed.
 *
 * @param enabled false if nothing may be dreamed at all
 * @param day branches a day for all readers together; empty for no limit
 * @param client the same for one client
 */
public record Allowance(boolean enabled, OptionalInt day, OptionalInt client) {
    public static final Allowance UNLIMITED = new Allowance(true, OptionalInt.empty(), OptionalInt.empty());
}
