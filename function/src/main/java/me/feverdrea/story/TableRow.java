package me.feverdrea.story;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A row of a {@link BranchSource}, made to fit the types of the table. What does not fit is told, and left empty. */
public final class TableRow {
    private static final int DREAM = TableColumn.index(BranchColumns.DREAM);
    private static final int STEPS = TableColumn.index(BranchColumns.STEPS);

    /** Anything that may be a player's own: here to refuse too much is no harm. */
    private static final Pattern MAY_BE_PRIVATE = Pattern.compile("(^|\\.)_");

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
        if (MAY_BE_PRIVATE.matcher(steps).find()) {
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

    /** Null if the value cannot be of the type. */
    private static Object typed(Object value, TableColumn.Type type) {
        try {
            return switch (type) {
                case TEXT -> value instanceof String ? value : null;
                case INTEGER ->
                    value instanceof Integer ? value : (Object) number(value).intValueExact();
                case LONG ->
                    value instanceof Long ? value : (Object) number(value).longValueExact();
                case REAL ->
                    value instanceof Double ? value : (Object) number(value).doubleValue();
                case FLAG -> flag(value);
                case TIME -> Instant.parse((String) value);
                case CHOICES -> value instanceof List<?> ? value : null;
            };
        } catch (ArithmeticException | ClassCastException | DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static BigDecimal number(Object value) {
        return value instanceof BigDecimal number ? number : new BigDecimal(value.toString());
    }

    /** SQLite has no flags of its own. */
    private static Boolean flag(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        int number = number(value).intValueExact();
        return number == 0 || number == 1 ? number == 1 : null;
    }
}
