package me.feverdrea.story;

import java.util.OptionalInt;

/**
 * How much may be dreamed, and by whose words.
 *
 * @param enabled false if nothing may be dreamed at all
 * @param day branches a day for all readers together; empty for no limit
 * @param client the same for one client
 * @param freeText whether players may type their own way on
 * @param ahead whether the next pages may be dreamed while one is read
 */
public record Allowance(boolean enabled, OptionalInt day, OptionalInt client, boolean freeText, boolean ahead) {
    public static final Allowance UNLIMITED = new Allowance(true, OptionalInt.empty(), OptionalInt.empty(), true, true);
}
