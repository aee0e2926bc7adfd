package me.feverdrea.inference;

import java.io.ByteArrayOutputStream;
import java.util.List;
import me.feverdrea.story.FinishReason;
import me.feverdrea.story.Manifest.Separator;
import me.feverdrea.story.Manifest.Tokens;

/**
 * Tells when a model has written its end-of-text: a token made for it, or, in models tuned with gpt-2-simple, seven
 * ordinary tokens that spell it. Those may be preceded in their first token by a mark (`.<`), so the bytes are compared.
 */
final class EndOfText {
    private final BytePairTokenizer tokenizer;
    private final List<Integer> ids;
    private final byte[] spelling;
    private final FinishReason finish;

    EndOfText(Tokens tokens, BytePairTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.ids = tokens.endOfText();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ids.forEach(id -> bytes.writeBytes(tokenizer.bytes(id)));
        this.spelling = bytes.toByteArray();
        // a separator of segments says nothing about the end of the story
        this.finish = tokens.separator() == Separator.DOCUMENT ? FinishReason.END_OF_TEXT : FinishReason.NEXT_CHOICE;
    }

    FinishReason finish() {
        return finish;
    }

    boolean isToken(int id) {
        return ids.size() == 1 && ids.get(0) == id;
    }

    /** Takes the next token into a text, unless that ends it; then the text is cut before end-of-text. */
    boolean reachedBy(int id, WrittenText written) {
        if (isToken(id)) {
            return true;
        }
        int before = written.length();
        written.append(tokenizer.bytes(id));
        return ids.size() > 1 && written.cutBefore(spelling, before - spelling.length + 1);
    }

    void cutBeginning(WrittenText written) {
        if (ids.size() > 1) {
            written.cutBeginningOf(spelling);
        }
    }
}
