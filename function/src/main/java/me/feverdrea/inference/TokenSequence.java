package me.feverdrea.inference;

import java.util.Arrays;

/** Token ids in order; grows at its end. */
final class TokenSequence {
    private final int begun;
    private int[] ids;
    private int length;

    TokenSequence(int... ids) {
        this.ids = ids.clone();
        this.length = ids.length;
        this.begun = ids.length;
    }

    /** How many tokens it was made of, before any was appended. */
    int begun() {
        return begun;
    }

    int length() {
        return length;
    }

    int id(int index) {
        if (index >= length) {
            throw new IndexOutOfBoundsException("token " + index + " of " + length);
        }
        return ids[index];
    }

    int last() {
        return id(length - 1);
    }

    void append(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, length * 2));
        }
        ids[length++] = id;
    }

    void append(int[] more) {
        if (length + more.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(length + more.length, length * 2));
        }
        System.arraycopy(more, 0, ids, length, more.length);
        length += more.length;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, length);
    }
}
