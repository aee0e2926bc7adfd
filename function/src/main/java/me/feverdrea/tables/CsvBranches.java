package me.feverdrea.tables;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    private static final int BUFFER = 1 << 16;

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
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        String header =
                String.join(",", TableColumn.ALL.stream().map(TableColumn::name).toList()) + '\n';
        out.write(header.getBytes(StandardCharsets.UTF_8));
        return new BranchFile() {
            private final StringBuilder row = new StringBuilder();

            @Override
            public void write(Object[] values) throws IOException {
                row.setLength(0);
                for (int i = 0; i < values.length; i++) {
                    if (i > 0) {
                        row.append(',');
                    }
                    value(row, values[i]);
                }
                // At once: a writer takes a lock for every piece.
                out.write(row.append('\n').toString().getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    private void value(StringBuilder row, Object value) throws IOException {
        if (value instanceof String text) {
            text(row, text);
        } else if (value instanceof List<?> choices) {
            text(row, JSON.writeValueAsString(choices));
        } else if (value != null) {
            row.append(value);
        }
    }

    private void text(StringBuilder row, String text) {
        row.append('"');
        if (forSpreadsheets && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
            row.append('\'');
        }
        int from = 0;
        for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', from)) {
            row.append(text, from, quote + 1).append('"');
            from = quote + 1;
        }
        row.append(text, from, text.length()).append('"');
    }
}
