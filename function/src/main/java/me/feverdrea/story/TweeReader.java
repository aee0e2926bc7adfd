package me.feverdrea.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits a Twee 3 file into passages (Interactive Fiction Technology Foundation, Twee 3 specification): a header is
 * {@code :: name [tags] {metadata}}, and a backslash takes the meaning from the character after it.
 */
final class TweeReader {
    private final String file;

    TweeReader(String file) {
        this.file = file;
    }

    /** The passages by name, in the order of the file. */
    Map<String, TweePassage> read(String text) {
        Map<String, TweePassage> passages = new LinkedHashMap<>();
        List<String> lines =
                (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
        int line = 0;
        while (line < lines.size() && !lines.get(line).startsWith("::")) {
            if (!lines.get(line).isBlank()) {
                throw new TweeException(
                        file, line + 1, "text before the first passage", "put a line ':: Name' above it");
            }
            line++;
        }
        while (line < lines.size()) {
            int header = line++;
            List<String> body = new ArrayList<>();
            while (line < lines.size() && !lines.get(line).startsWith("::")) {
                String bodyLine = lines.get(line++);
                body.add(bodyLine.startsWith("\\::") ? bodyLine.substring(1) : bodyLine);
            }
            while (!body.isEmpty() && body.get(body.size() - 1).isBlank()) {
                body.remove(body.size() - 1);
            }
            TweePassage passage = passage(lines.get(header), header + 1, body);
            TweePassage twin = passages.putIfAbsent(passage.name(), passage);
            if (twin != null) {
                throw new TweeException(
                        file,
                        passage.line(),
                        "the passage '" + passage.name() + "' stands at line " + twin.line() + " already",
                        "rename one of the two");
            }
        }
        return passages;
    }

    private TweePassage passage(String header, int line, List<String> body) {
        int end = indexOfUnescaped(header, 2, "[{");
        String name = unescape(header.substring(2, end)).strip();
        if (name.isEmpty()) {
            throw new TweeException(file, line, "a passage without a name", "write ':: Name'");
        }
        Set<String> tags = Set.of();
        if (end < header.length() && header.charAt(end) == '[') {
            int close = indexOfUnescaped(header, end + 1, "]");
            if (close == header.length()) {
                throw new TweeException(file, line, "the tags of '" + name + "' have no end", "close them with ']'");
            }
            String inner = unescape(header.substring(end + 1, close)).strip();
            tags = inner.isEmpty() ? Set.of() : new HashSet<>(Arrays.asList(inner.split("\\s+")));
            end = close + 1;
        }
        String rest = header.substring(end).strip();
        // Metadata is the editor's (positions on its canvas); it must be there whole, and is not ours to read.
        if (!rest.isEmpty() && !(rest.startsWith("{") && rest.endsWith("}"))) {
            throw new TweeException(
                    file,
                    line,
                    "'" + rest + "' after the name of the passage",
                    "write '[', ']', '{' and '}' in a name as '\\[', '\\]', '\\{' and '\\}'");
        }
        return new TweePassage(name, tags, line, body);
    }

    private static int indexOfUnescaped(String text, int from, String wanted) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (wanted.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String unescape(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }
}
