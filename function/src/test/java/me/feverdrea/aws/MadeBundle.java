package me.feverdrea.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.Sha256;

/** A bundle of random bytes that its manifest describes rightly: one file of three parts, small ones, an empty one. */
final class MadeBundle {
    static final String WEIGHTS = "model.onnx.data";

    private static final String REST = """
            {"format": 1, "name": "made",
             "architecture": {"type": "gpt2", "layers": 1, "heads": 4, "head_size": 64, "width": 256,
                              "vocabulary": 4096, "context": 512},
             "graph": {"file": "model.onnx",
               "inputs": [{"name": "input_ids", "type": "int64", "shape": ["batch", "tokens"]}],
               "outputs": [{"name": "logits", "type": "float32", "shape": ["batch", 4096]}]},
             "tokens": {"end_of_text": [0], "separator": "document"},
             "prompt_version": 1,
             "quantization": {"weights": "int8", "block_size": 64, "kv_cache": "int8"},
             "copy_filter": {"file": "copied.filter", "words": 8, "hashes": 8, "bits": 64},
             "lexicon": {"file": "lexicon.filter", "words": 1, "hashes": 8, "bits": 64},
             "exporter": {}, "quality": {}}
            """;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final byte[] manifest;

    MadeBundle() {
        Random random = new Random(7);
        files.put("copied.filter", bytes(random, 8));
        files.put("lexicon.filter", bytes(random, 8));
        files.put("model.onnx", bytes(random, 5_000));
        files.put(WEIGHTS, bytes(random, 2 * Manifest.PART_BYTES + 12_345));
        files.put("tokenizer.json", new byte[0]);
        manifest = describe(Map.of());
    }

    Map<String, byte[]> files() {
        return files;
    }

    byte[] manifest() {
        return manifest;
    }

    String manifestSha256() {
        return Sha256.hex(manifest);
    }

    /** Puts all objects of the bundle where a deployment puts them. */
    void upload(S3Server server, String bucket) {
        files.forEach((name, bytes) -> server.put(key(bucket, name), bytes));
        server.put(key(bucket, Manifest.FILE), manifest);
    }

    String key(String bucket, String name) {
        return bucket + "/models/" + id() + "/" + name;
    }

    /** The name and a short hash of all files. */
    String id() {
        StringBuilder lines = new StringBuilder();
        files.forEach((name, bytes) ->
                lines.append(name).append(' ').append(Sha256.hex(bytes)).append('\n'));
        return "made-"
                + Sha256.hex(lines.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 10);
    }

    /** The manifest with some of its keys changed. */
    byte[] describe(Map<String, Object> changes) {
        try {
            JsonMapper json = JsonMapper.builder().build();
            ObjectNode root = (ObjectNode) json.readTree(REST);
            root.put("id", id());
            changes.forEach(root::putPOJO);
            ArrayNode list = root.putArray("files");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ObjectNode node = list.addObject();
                node.put("path", file.getKey()).put("size", file.getValue().length);
                node.put("sha256", Sha256.hex(file.getValue()));
                ArrayNode parts = node.putArray("parts");
                ByteArrayInputStream in = new ByteArrayInputStream(file.getValue());
                while (in.available() > 0) {
                    parts.add(Sha256.hex(in.readNBytes(Manifest.PART_BYTES)));
                }
            }
            return json.writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
