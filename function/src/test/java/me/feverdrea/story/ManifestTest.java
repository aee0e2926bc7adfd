package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import me.feverdrea.story.Manifest.Separator;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SHA = "ab".repeat(32);

    private static final String GOOD = """
            {"format": 1, "id": "small-0ce8890491", "name": "small",
             "architecture": {"type": "gpt2", "layers": 1, "heads": 4, "head_size": 64, "width": 256,
                              "vocabulary": 4096, "context": 512},
             "files": [
               {"path": "model.onnx", "size": 5, "sha256": "SHA", "parts": ["SHA"]},
               {"path": "model.onnx.data", "size": 16777217, "sha256": "SHA", "parts": ["SHA", "SHA"]},
               {"path": "copied.filter", "size": 0, "sha256": "SHA", "parts": []},
               {"path": "lexicon.filter", "size": 0, "sha256": "SHA", "parts": []},
               {"path": "tokenizer.json", "size": 9, "sha256": "SHA", "parts": ["SHA"]}],
             "graph": {"file": "model.onnx",
               "inputs": [{"name": "input_ids", "type": "int64", "shape": ["batch", "tokens"]}],
               "outputs": [{"name": "logits", "type": "float32", "shape": ["batch", 4096]}]},
             "tokens": {"end_of_text": [0], "separator": "document"},
             "prompt_version": 1,
             "quantization": {"weights": "int8", "block_size": 64, "kv_cache": "int8"},
             "copy_filter": {"file": "copied.filter", "words": 8, "hashes": 8, "bits": 1600000},
             "lexicon": {"file": "lexicon.filter", "words": 1, "hashes": 8, "bits": 800000},
             "exporter": {"model-export": "0.1.0", "onnx": "1.19"},
             "quality": {"perplexity": 31.5, "cpu": "some cpu"}}
            """.replace("SHA", SHA);

    @Test
    void aManifestSaysWhatTheBundleIs() {
        Manifest manifest = parse(GOOD);
        assertEquals("small-0ce8890491", manifest.id());
        assertEquals(512, manifest.architecture().context());
        assertEquals(16_777_217, manifest.files().get(1).size());
        assertEquals(List.of("batch", "4096"), manifest.graph().outputs().get(0).shape());
        assertEquals(new Manifest.Tokens(List.of(0), Separator.DOCUMENT), manifest.tokens());
        assertEquals(8, manifest.copiedRuns().words());
        assertEquals("1.19", manifest.exporter().get("onnx"));
    }

    @Test
    void endOfTextMayBeSeveralTokensThatEndSegments() {
        Manifest manifest = parse(changed(root -> ((ObjectNode) root.get("tokens"))
                .put("separator", "segment")
                .putArray("end_of_text")
                .add(27)
                .add(91)));
        assertEquals(new Manifest.Tokens(List.of(27, 91), Separator.SEGMENT), manifest.tokens());
    }

    @Test
    void unknownFormatsAreRefused() {
        refuses(changed(root -> root.put("format", 2)), "format", "expected 1", "found 2");
        refuses(changed(root -> root.put("format", "1")), "format", "whole number", "\"1\"");
    }

    @Test
    void everyMissingKeyIsNamed() {
        for (String key : List.of(
                "format",
                "id",
                "name",
                "architecture",
                "files",
                "graph",
                "tokens",
                "prompt_version",
                "quantization",
                "copy_filter",
                "exporter",
                "quality")) {
            refuses(changed(root -> root.remove(key)), key, "expected", "none");
            refuses(changed(root -> root.putNull(key)), key, "expected", "none");
        }
        for (String key : List.of("type", "layers", "heads", "head_size", "width", "vocabulary", "context")) {
            refuses(changed(root -> ((ObjectNode) root.get("architecture")).remove(key)), key, "none");
        }
        for (String key : List.of("path", "size", "sha256", "parts")) {
            refuses(changed(root -> ((ObjectNode) root.get("files").get(1)).remove(key)), key, "none");
        }
    }

    @Test
    void wrongTypesAreNamed() {
        refuses(changed(root -> root.put("files", "all")), "files", "a list", "\"all\"");
        refuses(changed(root -> root.put("graph", 3)), "graph", "an object", "3");
        refuses(changed(root -> root.put("prompt_version", 1.5)), "prompt_version", "whole number", "1.5");
        refuses(changed(root -> architecture(root).put("context", -1)), "context", "-1");
        refuses(changed(root -> architecture(root).put("context", 99_999_999_999L)), "context", "99999999999");
        refuses(changed(root -> architecture(root).put("type", "llama")), "gpt2", "llama");
        refuses(changed(root -> file(root).put("sha256", "AB")), "sha256", "\"AB\"");
        refuses(changed(root -> file(root).put("size", -1)), "size", "-1");
        refuses(changed(root -> ((ObjectNode) root.get("tokens")).put("separator", "page")), "separator", "page");
        refuses(changed(root -> ((ObjectNode) root.get("tokens")).putArray("end_of_text")), "end_of_text", "none");
        refuses(changed(root -> root.putObject("quality").putArray("kl")), "quality.kl", "array");
    }

    @Test
    void filesLieInsideTheBundle() {
        for (String path : List.of(
                "../model.onnx",
                "/etc/passwd",
                "a/../../b",
                "a//b",
                "./a",
                "a/..",
                "..",
                "",
                "C:\\model",
                "a\\b",
                "~/a",
                ".hidden",
                "a\u0000b",
                "a\nb")) {
            refuses(changed(root -> file(root).put("path", path)), "path", "a path inside the bundle");
            refuses(changed(root -> ((ObjectNode) root.get("graph")).put("file", path)), "file", "inside the bundle");
            refuses(
                    changed(root -> ((ObjectNode) root.get("copy_filter")).put("file", path)),
                    "file",
                    "inside the bundle");
        }
    }

    @Test
    void theFilesThatAreReadMustBeListed() {
        refuses(changed(root -> ((ObjectNode) root.get("graph")).put("file", "other.onnx")), "other.onnx");
        refuses(changed(root -> ((ObjectNode) root.get("files").get(3)).put("path", "words.json")), "tokenizer.json");
        refuses(changed(root -> file(root).put("path", "model.onnx.data")), "each path once", "1 repeated");
    }

    @Test
    void partsMustCoverTheFile() {
        refuses(
                changed(root -> ((ObjectNode) root.get("files").get(1))
                        .putArray("parts")
                        .add(SHA)),
                "2 hashes",
                "1");
    }

    @Test
    void theIdIsTheHashOfTheFiles() {
        refuses(changed(root -> root.put("id", "small-0000000000")), "id", "small-0ce8890491", "small-0000000000");
        refuses(changed(root -> file(root).put("sha256", "cd".repeat(32))), "id", "small-0ce8890491");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        refuses("", "whole file");
        refuses("{", "not JSON");
        refuses("[]", "an object");
        refuses("version https://git-lfs.github.com/spec/v1", "not JSON");
        refuses("[".repeat(100_000), "manifest.json");
    }

    private static Manifest parse(String json) {
        return Manifest.parse(json.getBytes(StandardCharsets.UTF_8), "models/small/manifest.json");
    }

    private static void refuses(String json, String... parts) {
        BundleException e = assertThrows(BundleException.class, () -> parse(json));
        assertTrue(e.getMessage().startsWith("models/small/manifest.json: "), e.getMessage());
        assertTrue(e.getMessage().contains("copy the bundle again"), e.getMessage());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), part + " is not in: " + e.getMessage());
        }
    }

    private static String changed(Consumer<ObjectNode> change) {
        try {
            JsonNode root = JSON.readTree(GOOD);
            change.accept((ObjectNode) root);
            return root.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode architecture(ObjectNode root) {
        return (ObjectNode) root.get("architecture");
    }

    private static ObjectNode file(ObjectNode root) {
        return (ObjectNode) root.get("files").get(0);
    }
}
