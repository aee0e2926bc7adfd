package me.feverdrea.inference;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Keys and values of recent branches, so that what goes on from one of them is read from where it parts. Bounded in bytes;
 * what was not used for longest goes first. Bytes are copied, never computed, so they cannot show in a logit.
 */
final class KeptPrefixes {
    private final KvCache kv;
    private final long mostBytes;
    private final Deque<Prefix> recent = new ArrayDeque<>();
    private long bytes;

    private record Prefix(int[] ids, byte[] content) {
        boolean beginsWith(Prefix other) {
            return ids.length >= other.ids.length
                    && Arrays.equals(ids, 0, other.ids.length, other.ids, 0, other.ids.length);
        }
    }

    /** @param mostBytes 0 keeps nothing */
    KeptPrefixes(KvCache kv, long mostBytes) {
        this.kv = kv;
        this.mostBytes = mostBytes;
    }

    /** Keeps what a row holds. What is the beginning of something kept needs no place of its own. */
    void keep(int row) {
        int[] ids = kv.ids(row);
        if (kv.bytes(ids.length) > mostBytes) {
            return;
        }
        Optional<Prefix> longer = recent.stream()
                .filter(kept -> kept.beginsWith(new Prefix(ids, new byte[0])))
                .findFirst();
        if (longer.isPresent()) {
            use(longer.get());
            return;
        }
        Prefix added = new Prefix(ids, kv.read(row));
        for (Iterator<Prefix> shorter = recent.iterator(); shorter.hasNext(); ) {
            Prefix kept = shorter.next();
            if (added.beginsWith(kept)) {
                shorter.remove();
                bytes -= kept.content().length;
            }
        }
        recent.addFirst(added);
        bytes += added.content().length;
        while (bytes > mostBytes) {
            bytes -= recent.removeLast().content().length;
        }
    }

    /**
     * Makes a row hold more of a sequence, if what is kept begins with more of it.
     *
     * @param shared how much of it the row can have without
     * @return how much the row can have now
     */
    int restore(int row, int[] sequence, int shared) {
        Prefix best = null;
        int most = shared;
        for (Prefix kept : recent) {
            int common = Arrays.mismatch(kept.ids(), sequence);
            int length = common < 0 ? sequence.length : common;
            if (length > most) {
                most = length;
                best = kept;
            }
        }
        if (best != null) {
            use(best);
            kv.write(row, best.content(), best.ids(), most);
        }
        return most;
    }

    long bytes() {
        return bytes;
    }

    private void use(Prefix kept) {
        recent.remove(kept);
        recent.addFirst(kept);
    }
}
