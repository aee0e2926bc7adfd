package me.feverdrea.aws;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.Choice;
import me.feverdrea.story.TableColumn;

/** Reads items in DynamoDB's JSON as rows of the table, without a map for every value in between. */
final class ItemReader {
    private static final Map<String, Integer> COLUMNS = new HashMap<>();

    static {
        for (TableColumn column : TableColumn.ALL) {
            COLUMNS.put(column.name(), COLUMNS.size());
        }
    }

    private ItemReader() {}

    /**
     * Values in the order of the table; numbers as text, since the table says which they are.
     *
     * @param in at the item's first brace; afterwards at its last
     */
    static Object[] item(JsonParser in) throws IOException {
        Object[] values = new Object[TableColumn.ALL.size()];
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            Integer column = COLUMNS.get(in.currentName());
            in.nextToken();
            if (column == null) {
                in.skipChildren();
            } else {
                values[column] = value(in);
            }
        }
        return values;
    }

    /** Null if it is of a type that no column has. */
    private static Object value(JsonParser in) throws IOException {
        Object value = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String type = in.currentName();
            JsonToken token = in.nextToken();
            switch (type) {
                case "S", "N" -> value = token == JsonToken.VALUE_STRING ? in.getText() : null;
                case "BOOL" -> value = token.isBoolean() ? in.getBooleanValue() : null;
                case "L" -> value = choices(in);
                default -> value = null;
            }
            // Only of what was not read above; else there is nothing to skip.
            in.skipChildren();
        }
        return value;
    }

    /** Null if it is a list of something else. */
    private static List<Choice> choices(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return null;
        }
        List<Choice> choices = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            choices.add(choice(in));
        }
        return choices.contains(null) ? null : choices;
    }

    private static Choice choice(JsonParser in) throws IOException {
        Choice choice = null;
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean isMap = in.currentName().equals("M");
            if (in.nextToken() == JsonToken.START_OBJECT && isMap) {
                choice = fields(in);
            } else {
                in.skipChildren();
            }
        }
        return choice;
    }

    private static Choice fields(JsonParser in) throws IOException {
        Object id = null;
        Object label = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "id" -> id = value(in);
                case "label" -> label = value(in);
                default -> in.skipChildren();
            }
        }
        return id instanceof String first && label instanceof String second ? new Choice(first, second) : null;
    }
}
