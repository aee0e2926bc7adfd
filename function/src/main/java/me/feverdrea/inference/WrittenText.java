package me.feverdrea.inference;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is being written, as bytes: a token may end in the middle of a character. Stands at the start of a line. */
final class WrittenText {
    private byte[] bytes = new byte[512];
    private int length;
    private int newlines;
    private int spaces;
    private int lineStart;
    private boolean lineIsBlank = true;
    private int choiceStart = -1;

    void append(byte[] token) {
        if (length + token.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + token.length, bytes.length * 2));
        }
        for (byte next : token) {
            bytes[length] = next;
            if (next == '\n') {
                newlines++;
                lineStart = length + 1;
                lineIsBlank = true;
            } else if (next == '>' && lineIsBlank && choiceStart < 0) {
                choiceStart = lineStart;
            } else if (next == ' ') {
                spaces++;
            } else {
                lineIsBlank = false;
            }
            length++;
        }
    }

    /** Whether a line began with `>`; then the text ends before that line. */
    boolean reachedChoice() {
        return choiceStart >= 0;
    }

    boolean hasNewline() {
        return newlines > 0;
    }

    int spaces() {
        return spaces;
    }

    /** Cuts the text before these bytes if they occur at or after an offset. */
    boolean cutBefore(byte[] end, int from) {
        for (int start = Math.max(0, from); start + end.length <= length; start++) {
            if (Arrays.equals(bytes, start, start + end.length, end, 0, end.length)) {
                length = start;
                return true;
            }
        }
        return false;
    }

    /** Cuts what may be the beginning of these bytes from the end of the text. */
    void cutBeginningOf(byte[] end) {
        for (int shared = Math.min(end.length - 1, length); shared > 0; shared--) {
            if (Arrays.equals(bytes, length - shared, length, end, 0, shared)) {
                length -= shared;
                return;
            }
        }
    }

    int length() {
        return length;
    }

    /** The characters that are complete. */
    String text() {
        int end = reachedChoice() ? Math.min(choiceStart, length) : length;
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer text = CharBuffer.allocate(end);
        // no end of input: an unfinished last character stays behind
        decoder.decode(ByteBuffer.wrap(bytes, 0, end), text, false);
        return text.flip().toString();
    }
}
