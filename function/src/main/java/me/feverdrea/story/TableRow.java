package me.feverdrea.story;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A row of a {@link BranchSource}, made to fit the types of the table. What does not fit is told, and left empty. */
public final class TableRow {
    private static final int DREAM = TableColumn.index(BranchColumns.DREAM);
    private static final int STEPS = TableColumn.index(BranchColumns.STEPS);

    private static final int DIGITS = 18;
    private static final String MILLIS = "0000-00-00T00:00:00.000Z";

    private TableRow() {}

    /**
     * The values in the types of {@link TableColumn}; empty for a row that is not for the table: private, or without a key.
     *
     * @param flaws is told what is wrong with the row, in words that are the same for the same fault
     */
    public static Optional<Object[]> of(Object[] raw, Consumer<String> flaws) {
        if (!(raw[DREAM] instanceof String dream) || !(raw[STEPS] instanceof String steps)) {
            flaws.accept("rows without a key, left out");
            return Optional.empty();
        }
        if (mayBePrivate(steps)) {
            flaws.accept("private rows, left out");
            return Optional.empty();
        }
        try {
            StoryPath.of(dream, steps);
        } catch (PathException e) {
            flaws.accept("paths that no longer parse");
        }
        Object[] values = new Object[raw.length];
        for (int i = 0; i < values.length; i++) {
            TableColumn column = TableColumn.ALL.get(i);
            if (raw[i] == null) {
                if (column.needed()) {
                    flaws.accept("rows without " + column.name());
                }
            } else {
                values[i] = typed(raw[i], column.type());
                if (values[i] == null) {
                    flaws.accept("rows whose " + column.name() + " is no "
                            + column.type().word());
                }
            }
        }
        return Optional.of(values);
    }

    /** Anything that may be a player's own: here to refuse too much is no harm. */
    private static boolean mayBePrivate(String steps) {
        return steps.startsWith("_") || steps.contains("._");
    }

    /** Null if the value cannot be of the type. */
    private static Object typed(Object value, TableColumn.Type type) {
        try {
            return switch (type) {
                case TEXT -> value instanceof String ? value : null;
                case INTEGER -> value instanceof Integer ? value : (Object) Math.toIntExact(whole(value));
                case LONG -> value instanceof Long ? value : (Object) whole(value);
                case REAL ->
                    value instanceof Double ? value : (Object) number(value).doubleValue();
                case FLAG -> flag(value);
                case TIME -> time((String) value);
                case CHOICES -> value instanceof List<?> ? value : null;
            };
        } catch (ArithmeticException | ClassCastException | DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static long whole(Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        // Nearly all of them, and a tenth of the time; what DynamoDB writes with a point or an exponent may be whole as
        // well.
        return value instanceof String text && areDigits(text, text.startsWith("-") ? 1 : 0, text.length())
                ? Long.parseLong(text)
                : number(value).longValueExact();
    }

    private static boolean areDigits(String text, int from, int to) {
        if (from >= to || to - from > DIGITS) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal number(Object value) {
        return value instanceof BigDecimal number ? number : new BigDecimal(value.toString());
    }

    /** SQLite has no flags of its own. */
    private static Boolean flag(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        long number = whole(value);
        return number == 0 || number == 1 ? number == 1 : null;
    }

    /** The form that nearly all have is read by hand, since it took a fifth of what a row takes otherwise. */
    private static Instant time(String text) {
        if (text.length() != MILLIS.length()
                || !isMillis(text)
                || number(text, 11, 13) > 23
                || number(text, 17, 19) > 59) {
            return Instant.parse(text);
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        number(text, 20, 23) * 1_000_000)
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean isMillis(String text) {
        for (int i = 0; i < MILLIS.length(); i++) {
            char form = MILLIS.charAt(i);
            if (form == '0' ? text.charAt(i) < '0' || text.charAt(i) > '9' : text.charAt(i) != form) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
