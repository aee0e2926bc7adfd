package me.feverdrea.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model that knows some documents by heart: it expects what follows in those that begin as its row does. */
final class ScriptedModel implements LanguageModel {
    private final BytePairTokenizer tokenizer;
    private final List<int[]> documents = new ArrayList<>();
    private final TokenSequence[] rows = new TokenSequence[4];
    private final int context;
    private long changes;
    private float gap = 100;
    final List<int[]> kept = new ArrayList<>();
    int decodeSteps;
    boolean closed;

    /** @param documents the likelier the earlier */
    ScriptedModel(BytePairTokenizer tokenizer, int context, String... documents) {
        this.tokenizer = tokenizer;
        this.context = context;
        for (String document : documents) {
            this.documents.add(tokenizer.encode(document));
        }
    }

    /** Holds each document for so much less likely than the one before it, in logits. */
    ScriptedModel undecidedBy(float logits) {
        gap = logits;
        return this;
    }

    /** Learns one more document, given as tokens. */
    ScriptedModel knowing(int... document) {
        documents.add(document);
        return this;
    }

    @Override
    public int context() {
        return context;
    }

    @Override
    public int vocabulary() {
        return tokenizer.vocabulary();
    }

    @Override
    public int rows() {
        return rows.length;
    }

    @Override
    public void prefill(int row, int[] ids) {
        changes++;
        rows[row] = new TokenSequence(ids);
    }

    @Override
    public void keep(int row) {
        kept.add(rows[row].toArray());
    }

    @Override
    public void copy(int from, int to) {
        changes++;
        rows[to] = new TokenSequence(rows[from].toArray());
    }

    @Override
    public long changes() {
        return changes;
    }

    @Override
    public void fork(int count) {
        for (int row = 1; row < count; row++) {
            rows[row] = new TokenSequence(rows[0].toArray());
        }
    }

    @Override
    public void decodeStep(int... ids) {
        decodeSteps++;
        changes++;
        for (int row = 0; row < ids.length; row++) {
            rows[row].append(ids[row]);
            if (rows[row].length() > context) {
                throw new IllegalStateException("row " + row + " is longer than the context");
            }
        }
    }

    @Override
    public void logits(int row, float[] into) {
        Arrays.fill(into, -10);
        into[SmallVocabulary.END_OF_TEXT] = 0;
        int[] held = rows[row].toArray();
        float logit = 1_000;
        for (int[] document : documents) {
            boolean begins =
                    document.length > held.length && Arrays.equals(document, 0, held.length, held, 0, held.length);
            if (begins && into[document[held.length]] <= 0) {
                into[document[held.length]] = logit;
                logit -= gap;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
