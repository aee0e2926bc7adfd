package me.feverdrea.tables;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import me.feverdrea.story.BranchFile;
import me.feverdrea.story.TableColumn;

/**
 * Branches as CSV (RFC 4180, UTF-8, with a header). All text is in quotes and an absent value is nothing at all, so that the
 * two stay apart; {@code choices} are JSON, times ISO-8601.
 */
public final class CsvBranches implements BranchFile.Format {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What makes a spreadsheet take a cell for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final boolean forSpreadsheets;

    /** @param forSpreadsheets whether texts that a spreadsheet would run get an apostrophe in front; else all stay as they are */
    public CsvBranches(boolean forSpreadsheets) {
        this.forSpreadsheets = forSpreadsheets;
    }

    @Override
    public String ending() {
        return "csv";
    }

    @Override
    public BranchFile create(Path file) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        out.write(
                String.join(",", TableColumn.ALL.stream().map(TableColumn::name).toList()));
        out.write('\n');
        return new BranchFile() {
            @Override
            public void write(Object[] values) throws IOException {
                for (int i = 0; i < values.length; i++) {
                    if (i > 0) {
                        out.write(',');
                    }
                    value(out, values[i]);
                }
                out.write('\n');
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    private void value(BufferedWriter out, Object value) throws IOException {
        if (value instanceof String text) {
            text(out, text);
        } else if (value instanceof List<?> choices) {
            text(out, JSON.writeValueAsString(choices));
        } else if (value != null) {
            out.write(value.toString());
        }
    }

    private void text(BufferedWriter out, String text) throws IOException {
        out.write('"');
        if (forSpreadsheets && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
            out.write('\'');
        }
        int from = 0;
        for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', from)) {
            out.write(text, from, quote + 1 - from);
            out.write('"');
            from = quote + 1;
        }
        out.write(text, from, text.length() - from);
        out.write('"');
    }
}
