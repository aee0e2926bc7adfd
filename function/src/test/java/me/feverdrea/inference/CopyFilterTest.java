package me.feverdrea.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest.WordFilter;
import me.feverdrea.story.ModelBundle;
import org.junit.jupiter.api.Test;

class CopyFilterTest {
    private static final WordFilter RUNS = new WordFilter("copied.filter", 3, 8, 10_000);

    private static final String[] RHYME = "the lamp goes out and nobody comes it's only wind".split(" ");

    private final CopyFilter filter = filterOf(runsOf(RHYME));

    @Test
    void theLongestCopiedRunIsCountedInWords() {
        assertEquals(10, filter.longestCopiedRun("Then the lamp goes out and nobody comes; it's only wind here."));
        assertEquals(9, filter.longestCopiedRun("THE LAMP -- goes, out;\n\nand nobody comes, it's only"));
    }

    @Test
    void aRunOfEightWordsOrFewerMayBeChance() {
        assertEquals(0, filter.longestCopiedRun("The lamp goes out and nobody comes; it's late."));
        assertEquals(0, filter.longestCopiedRun("the lamp"));
        assertEquals(0, filter.longestCopiedRun(""));
    }

    @Test
    void textOfItsOwnCountsNothing() {
        assertEquals(0, filter.longestCopiedRun("Nine hands fold the letter away, and nobody reads it to the end."));
    }

    @Test
    void anInterruptedRunIsNotAddedUp() {
        assertEquals(0, filter.longestCopiedRun("The lamp goes out and dark nobody comes; it's only wind."));
    }

    @Test
    void curlyApostrophesAreStraight() {
        assertEquals(9, filter.longestCopiedRun("lamp goes out and nobody comes it\u2019s only wind"));
    }

    @Test
    void aFilterOfAnotherSizeIsRefused() {
        BundleException e = assertThrows(BundleException.class, () -> new BloomFilter(RUNS, new byte[9]));
        assertTrue(e.getMessage().contains("10000 bits") && e.getMessage().contains("9 bytes"), e.getMessage());
    }

    @Test
    void theShippedFilterReadsAndKnowsNoNonsense() {
        ModelBundle bundle = ShippedBundle.open();
        CopyFilter shipped =
                new CopyFilter(BloomFilter.read(bundle, bundle.manifest().copiedRuns()));
        assertEquals(0, shipped.longestCopiedRun("qua zix brel nomp tarv usk wibble frond glem pint osk vard"));
    }

    private static String[] runsOf(String... words) {
        return IntStream.rangeClosed(0, words.length - RUNS.words())
                .mapToObj(start -> String.join(" ", Arrays.asList(words).subList(start, start + RUNS.words())))
                .toArray(String[]::new);
    }

    /** The filter as the bundle's contract describes it, written with big integers. */
    private static CopyFilter filterOf(String... runs) {
        return new CopyFilter(filter(RUNS.words(), runs));
    }

    /** Written anew here from the definition, in big numbers, and not by the code under test. */
    static BloomFilter filter(int words, String... runs) {
        byte[] bits = new byte[(RUNS.bits() + 7) / 8];
        for (String run : List.of(runs)) {
            byte[] bytes = run.getBytes(StandardCharsets.UTF_8);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            BigInteger first = fnv1a(bytes);
            BigInteger step = fnv1a(longer).setBit(0);
            for (int k = 0; k < RUNS.hashes(); k++) {
                int bit = first.add(step.multiply(BigInteger.valueOf(k)))
                        .mod(BigInteger.TWO.pow(64))
                        .mod(BigInteger.valueOf(RUNS.bits()))
                        .intValue();
                bits[bit / 8] |= (byte) (1 << bit % 8);
            }
        }
        return new BloomFilter(new WordFilter("some.filter", words, RUNS.hashes(), RUNS.bits()), bits);
    }

    private static BigInteger fnv1a(byte[] bytes) {
        BigInteger hash = new BigInteger("14695981039346656037");
        for (byte next : bytes) {
            hash = hash.xor(BigInteger.valueOf(next & 0xff))
                    .multiply(new BigInteger("1099511628211"))
                    .mod(BigInteger.TWO.pow(64));
        }
        return hash;
    }
}
