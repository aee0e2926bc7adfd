package me.feverdrea.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest.WordFilter;
import me.feverdrea.story.ModelBundle;

/** A set of runs of words that takes a stranger for a member now and then, and never misses one. */
final class BloomFilter {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final WordFilter form;
    private final byte[] bits;

    BloomFilter(WordFilter form, byte[] bits) {
        if (bits.length != (form.bits() + 7L) / 8) {
            throw new BundleException("%s: expected %d bits, found %d bytes; copy the bundle again"
                    .formatted(form.file(), form.bits(), bits.length));
        }
        this.form = form;
        this.bits = bits;
    }

    static BloomFilter read(ModelBundle bundle, WordFilter form) {
        try {
            return new BloomFilter(form, Files.readAllBytes(bundle.file(form)));
        } catch (IOException e) {
            throw new BundleException(bundle.file(form) + ": cannot be read (" + e + "); copy the bundle again", e);
        }
    }

    /** Words of each member. */
    int words() {
        return form.words();
    }

    boolean contains(String member) {
        long hash = FNV_OFFSET;
        for (byte next : member.getBytes(StandardCharsets.UTF_8)) {
            hash = fnv1a(hash, next);
        }
        long step = fnv1a(hash, (byte) 0) | 1;
        for (int k = 0; k < form.hashes(); k++) {
            int bit = (int) Long.remainderUnsigned(hash + k * step, form.bits());
            if ((bits[bit >> 3] & 1 << (bit & 7)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long fnv1a(long hash, byte next) {
        return (hash ^ (next & 0xff)) * FNV_PRIME;
    }
}
