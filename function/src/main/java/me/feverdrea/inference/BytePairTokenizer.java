package me.feverdrea.inference;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GPT-2's byte-level byte-pair encoding. Special tokens are never read out of text: what looks like one is text. */
final class BytePairTokenizer {
    static final int MOST_CHARACTERS = 1_000_000;

    // Hugging Face's ByteLevel pattern; possessive where nothing can be given back, so that long runs need no stack
    private static final Pattern PIECES = Pattern.compile(
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s+(?!\\S)|\\s++",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final byte[][] tokens;
    private final int[] byteTokens;
    private final MergeTable merges;
    private final boolean normalized;

    /**
     * @param tokens the bytes of each id; those of special tokens and gaps are empty
     * @param byteTokens the id of each single byte
     * @param normalized whether text is brought to NFC first
     */
    BytePairTokenizer(byte[][] tokens, int[] byteTokens, MergeTable merges, boolean normalized) {
        this.tokens = tokens;
        this.byteTokens = byteTokens;
        this.merges = merges;
        this.normalized = normalized;
    }

    /** @throws me.feverdrea.story.BundleException if the file is not a byte-level BPE in Hugging Face's layout */
    static BytePairTokenizer read(Path file) {
        return TokenizerFile.read(file);
    }

    /** Ids are below this. */
    int vocabulary() {
        return tokens.length;
    }

    /** The bytes of one token; may begin or end within a character. */
    byte[] bytes(int id) {
        return tokens[id];
    }

    int[] encode(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "text of " + text.length() + " characters: at most " + MOST_CHARACTERS + " are encoded at once");
        }
        TokenSequence ids = new TokenSequence();
        Matcher pieces = PIECES.matcher(normalized ? Normalizer.normalize(text, Normalizer.Form.NFC) : text);
        while (pieces.find()) {
            encodePiece(pieces.group().getBytes(StandardCharsets.UTF_8), ids);
        }
        return ids.toArray();
    }

    /** Halves of characters at either end become U+FFFD. */
    String decode(int... ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.length * 4);
        for (int id : ids) {
            bytes.writeBytes(tokens[id]);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    // A linked list of parts and a heap of possible merges, so that a piece of n bytes costs n log n and not n².
    private void encodePiece(byte[] piece, TokenSequence into) {
        int[] ids = new int[piece.length];
        int[] next = new int[piece.length];
        int[] previous = new int[piece.length];
        for (int i = 0; i < piece.length; i++) {
            ids[i] = byteTokens[piece[i] & 0xff];
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        PriorityQueue<Long> possible = new PriorityQueue<>();
        for (int i = 0; i + 1 < piece.length; i++) {
            offer(possible, ids, i, i + 1);
        }
        while (!possible.isEmpty()) {
            long merge = possible.poll();
            int left = (int) merge;
            int right = next[left];
            // an entry whose pair has changed since is stale; the new pair has an entry of its own
            if (ids[left] < 0 || right == piece.length || merges.rank(ids[left], ids[right]) != (int) (merge >>> 32)) {
                continue;
            }
            ids[left] = merges.merged(ids[left], ids[right]);
            ids[right] = -1;
            next[left] = next[right];
            if (next[left] < piece.length) {
                previous[next[left]] = left;
                offer(possible, ids, left, next[left]);
            }
            if (previous[left] >= 0) {
                offer(possible, ids, previous[left], left);
            }
        }
        for (int i = 0; i < piece.length; i = next[i]) {
            into.append(ids[i]);
        }
    }

    private void offer(PriorityQueue<Long> possible, int[] ids, int left, int right) {
        int rank = merges.rank(ids[left], ids[right]);
        if (rank != MergeTable.NONE) {
            // by rank, then from left to right
            possible.add((long) rank << 32 | left);
        }
    }
}
