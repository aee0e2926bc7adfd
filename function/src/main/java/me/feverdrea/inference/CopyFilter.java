package me.feverdrea.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest.CopiedRuns;
import me.feverdrea.story.ModelBundle;

/** Knows, up to rare false alarms, every run of a few words of the writing that the model was tuned on. */
final class CopyFilter {
    private static final Pattern WORD = Pattern.compile("[a-z0-9']+");
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final CopiedRuns runs;
    private final byte[] bits;

    CopyFilter(CopiedRuns runs, byte[] bits) {
        if (bits.length != (runs.bits() + 7L) / 8) {
            throw new BundleException("%s: expected %d bits, found %d bytes; copy the bundle again"
                    .formatted(runs.file(), runs.bits(), bits.length));
        }
        this.runs = runs;
        this.bits = bits;
    }

    static CopyFilter read(ModelBundle bundle) {
        try {
            return new CopyFilter(bundle.manifest().copiedRuns(), Files.readAllBytes(bundle.copiedRuns()));
        } catch (IOException e) {
            throw new BundleException(bundle.copiedRuns() + ": cannot be read (" + e + "); copy the bundle again", e);
        }
    }

    /** Words in the longest run that was copied; 0 if none is as long as the runs that the filter knows. */
    int longestCopiedRun(String text) {
        List<String> words = words(text);
        int longest = 0;
        int current = 0;
        for (int start = 0; start + runs.words() <= words.size(); start++) {
            boolean copied = contains(String.join(" ", words.subList(start, start + runs.words())));
            current = !copied ? 0 : current == 0 ? runs.words() : current + 1;
            longest = Math.max(longest, current);
        }
        return longest;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT).replace('\u2019', '\''));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private boolean contains(String run) {
        long hash = FNV_OFFSET;
        for (byte next : run.getBytes(StandardCharsets.UTF_8)) {
            hash = fnv1a(hash, next);
        }
        long step = fnv1a(hash, (byte) 0) | 1;
        for (int k = 0; k < runs.hashes(); k++) {
            int bit = (int) Long.remainderUnsigned(hash + k * step, runs.bits());
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
