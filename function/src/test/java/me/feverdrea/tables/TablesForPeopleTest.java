package me.feverdrea.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import me.feverdrea.story.TableColumn;
import org.junit.jupiter.api.Test;

/** What {@code infra/TABLES.md} says of the columns. */
class TablesForPeopleTest {
    private static final String HEAD = "| column | type | means |";

    /** The rows of the first table of columns below the heading, cell by cell. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("infra/TABLES.md"));
        List<String> section = lines.subList(lines.indexOf("## " + heading) + 1, lines.size());
        return section.subList(section.indexOf(HEAD) + 2, section.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @Test
    void branchesAreTheColumnsOfTheCode() throws Exception {
        assertEquals(
                TableColumn.ALL.stream()
                        .map(column ->
                                List.of('`' + column.name() + '`', column.type().word(), column.means()))
                        .toList(),
                rows("branches"));
    }

    @Test
    void requestsAreTheColumnsOfTheFile() throws Exception {
        assertEquals(
                AccessLogFile.COLUMNS.stream()
                        .map(name -> List.of('`' + name + '`', "text"))
                        .toList(),
                rows("requests").stream().map(row -> row.subList(0, 2)).toList());
    }
}
