package me.feverdrea.story;

import java.util.List;
import java.util.Map;

/**
 * What a model bundle says of itself: its `manifest.json`, format 1.
 *
 * @param id name and a short hash of all files; two bundles with one id are the same bytes
 * @param promptVersion version of the prompt format that the model was tuned on
 * @param copiedRuns all runs of some words of the writing that the model was tuned on
 * @param lexicon all words that it has read
 * @param exporter versions of the programs that wrote the bundle
 * @param quality measured when it was written, by name: perplexity, agreement, speed
 */
public record Manifest(
        String id,
        String name,
        Architecture architecture,
        List<BundleFile> files,
        Graph graph,
        Tokens tokens,
        int promptVersion,
        Quantization quantization,
        WordFilter copiedRuns,
        WordFilter lexicon,
        Map<String, String> exporter,
        Map<String, String> quality) {

    public static final int FORMAT = 1;
    public static final String FILE = "manifest.json";

    /** Bytes of each part of a file that has a hash of its own, but for the last. */
    public static final int PART_BYTES = 16 << 20;

    public Manifest {
        files = List.copyOf(files);
        exporter = Map.copyOf(exporter);
        quality = Map.copyOf(quality);
    }

    /**
     * @param json the bytes of a manifest
     * @param source where they come from, for messages
     * @throws BundleException if it is not a manifest of this format
     */
    public static Manifest parse(byte[] json, String source) {
        return ManifestReader.read(json, source);
    }

    /** Sizes of the network; `context` is in tokens. */
    public record Architecture(
            String type, int layers, int heads, int headSize, int width, int vocabulary, int context) {}

    /** @param parts sha256 of each part of {@link #PART_BYTES}; the last one is what remains */
    public record BundleFile(String path, long size, String sha256, List<String> parts) {
        public BundleFile {
            parts = List.copyOf(parts);
        }
    }

    public record Graph(String file, List<Tensor> inputs, List<Tensor> outputs) {
        public Graph {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /** @param shape a number, or the name of a dimension that varies */
    public record Tensor(String name, String type, List<String> shape) {
        public Tensor {
            shape = List.copyOf(shape);
        }
    }

    /**
     * @param endOfText the token ids that spell end-of-text: one, or several in models that never had a token for it
     */
    public record Tokens(List<Integer> endOfText, Separator separator) {
        public Tokens {
            endOfText = List.copyOf(endOfText);
        }
    }

    /** What end-of-text ends. */
    public enum Separator {
        DOCUMENT,
        SEGMENT
    }

    public record Quantization(String weights, int blockSize, String kvCache) {}

    /** A Bloom filter over runs of `words` words. */
    public record WordFilter(String file, int words, int hashes, int bits) {}
}
