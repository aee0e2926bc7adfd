package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read by hand for speed, beside what the JDK makes of the same text. */
class TableRowTest {
    private static Optional<Object[]> row(String steps, String column, Object value) {
        Object[] raw = new Object[TableColumn.ALL.size()];
        raw[0] = "spider/7";
        raw[1] = steps;
        raw[TableColumn.index(column)] = value;
        return TableRow.of(raw, flaw -> {});
    }

    private static Object typed(String column, Object value) {
        return row("a", column, value).orElseThrow()[TableColumn.index(column)];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T01:02:03.456Z",
                "2024-02-29T23:59:59.999Z",
                "2026-02-29T23:59:59.999Z",
                "2026-13-01T00:00:00.000Z",
                "2026-11-24T24:00:00.000Z",
                "2026-11-24T24:00:01.000Z",
                "2026-11-24T25:00:00.000Z",
                "2026-11-24T23:60:00.000Z",
                "2026-12-31T23:59:60.000Z",
                "2026-11-24T01:02:61.000Z",
                "2026-11-24T01:02:03,456Z",
                "2026-11-24t01:02:03.456z",
                "2026-11-24 01:02:03.456Z",
                "+202-11-24T01:02:03.456Z",
                "0000-01-01T00:00:00.000Z",
                "2026-11-24T01:02:03Z",
                "2026-11-24T01:02:03.4567Z",
                "٢٠٢٦-11-24T01:02:03.456Z",
                "",
                "yesterday"
            })
    void aTimeIsWhatTheJdkReads(String text) {
        Object expected;
        try {
            expected = Instant.parse(text);
        } catch (DateTimeException e) {
            expected = null;
        }
        assertEquals(expected, typed("created_at", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "7",
                "-7",
                "+7",
                "007",
                "2147483647",
                "2147483648",
                "-2147483648",
                "-2147483649",
                "999999999999999999",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "1E2",
                "1.0",
                "1.5",
                "-",
                "",
                " 7",
                "0x7",
                "٧",
                "1e-9",
                "NaN",
                "1e999999"
            })
    void aNumberIsWhatBigDecimalReads(String text) {
        assertEquals(exact(text, BigDecimal::intValueExact), typed("depth", text), "integer");
        assertEquals(exact(text, BigDecimal::longValueExact), typed("seed", text), "long");
        assertEquals(exact(text, BigDecimal::doubleValue), typed("gate_repetition", text), "double");
    }

    private static Object exact(String text, java.util.function.Function<BigDecimal, Object> as) {
        try {
            return as.apply(new BigDecimal(text));
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    @Test
    void aFlagIsOneOrNoughtAndAPlayersOwnWordsAreNoRow() {
        assertEquals(true, typed("fallback", 1));
        assertEquals(false, typed("fallback", "0"));
        assertEquals(null, typed("fallback", 2));
        assertEquals(null, typed("fallback", 4294967297L));
        assertEquals(Optional.empty(), row("_0123456789012345678901", "depth", 1));
        assertEquals(Optional.empty(), row("a.1._x", "depth", 1));
        assertEquals(true, row("a_b", "depth", 1).isPresent(), "kept, and told as a path that does not parse");
    }
}
