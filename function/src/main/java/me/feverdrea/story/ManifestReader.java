package me.feverdrea.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import me.feverdrea.story.Manifest.Architecture;
import me.feverdrea.story.Manifest.BundleFile;
import me.feverdrea.story.Manifest.Graph;
import me.feverdrea.story.Manifest.Quantization;
import me.feverdrea.story.Manifest.Separator;
import me.feverdrea.story.Manifest.Tensor;
import me.feverdrea.story.Manifest.Tokens;
import me.feverdrea.story.Manifest.WordFilter;

/** Reads a manifest and trusts nothing in it: every key is asked for by type and bounds. */
final class ManifestReader {
    private static final int ID_HASH_DIGITS = 10;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RELATIVE_PATH =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private final String source;

    private ManifestReader(String source) {
        this.source = source;
    }

    static Manifest read(byte[] json, String source) {
        ManifestReader reader = new ManifestReader(source);
        JsonNode root = reader.tree(json);
        int format = reader.integer(root, "format", 0, Integer.MAX_VALUE);
        if (format != Manifest.FORMAT) {
            throw reader.wrong("format", String.valueOf(Manifest.FORMAT), String.valueOf(format));
        }
        Manifest manifest = reader.manifest(root);
        reader.checkReferences(manifest);
        return manifest;
    }

    private JsonNode tree(byte[] json) {
        JsonNode root;
        try {
            root = JsonMapper.builder().build().readTree(json);
        } catch (JsonProcessingException e) {
            throw new BundleException(source + ": not JSON: " + e.getOriginalMessage() + "; copy the bundle again", e);
        } catch (IOException e) {
            throw new BundleException(source + ": " + e.getMessage() + "; copy the bundle again", e);
        }
        if (!root.isObject()) {
            throw wrong("the whole file", "an object", describe(root));
        }
        return root;
    }

    private Manifest manifest(JsonNode root) {
        return new Manifest(
                text(root, "id", ID),
                text(root, "name", ID),
                architecture(object(root, "architecture")),
                list(root, "files", this::bundleFile),
                graph(object(root, "graph")),
                tokens(object(root, "tokens")),
                integer(root, "prompt_version", 1, Integer.MAX_VALUE),
                quantization(object(root, "quantization")),
                wordFilter(object(root, "copy_filter")),
                wordFilter(object(root, "lexicon")),
                scalars(object(root, "exporter"), "exporter"),
                scalars(object(root, "quality"), "quality"));
    }

    private Architecture architecture(JsonNode node) {
        Architecture architecture = new Architecture(
                text(node, "type"),
                integer(node, "layers", 1, 1_000),
                integer(node, "heads", 1, 1_000),
                integer(node, "head_size", 1, 1_000),
                integer(node, "width", 1, 100_000),
                integer(node, "vocabulary", 2, 10_000_000),
                integer(node, "context", 128, 1_000_000));
        if (!architecture.type().equals("gpt2")) {
            throw wrong("architecture.type", "gpt2", architecture.type());
        }
        return architecture;
    }

    private BundleFile bundleFile(JsonNode node) {
        long size = integer(node, "size", 0, 1L << 40);
        BundleFile file = new BundleFile(
                path(node, "path"),
                size,
                text(node, "sha256", SHA256),
                list(node, "parts", part -> matching(part, "parts", SHA256)));
        long parts = (size + Manifest.PART_BYTES - 1) / Manifest.PART_BYTES;
        if (file.parts().size() != parts) {
            throw wrong(
                    "parts of " + file.path(), parts + " hashes", file.parts().size() + " hashes");
        }
        return file;
    }

    private Graph graph(JsonNode node) {
        return new Graph(path(node, "file"), list(node, "inputs", this::tensor), list(node, "outputs", this::tensor));
    }

    private Tensor tensor(JsonNode node) {
        return new Tensor(text(node, "name"), text(node, "type"), list(node, "shape", dimension -> {
            if (!dimension.isTextual() && !dimension.isIntegralNumber()) {
                throw wrong("shape", "names and whole numbers", describe(dimension));
            }
            return dimension.asText();
        }));
    }

    private Tokens tokens(JsonNode node) {
        List<Integer> endOfText = list(node, "end_of_text", id -> (int) whole(id, "end_of_text", 0, Integer.MAX_VALUE));
        if (endOfText.isEmpty()) {
            throw wrong("end_of_text", "one token id or more", "none");
        }
        String separator = text(node, "separator");
        return switch (separator) {
            case "document" -> new Tokens(endOfText, Separator.DOCUMENT);
            case "segment" -> new Tokens(endOfText, Separator.SEGMENT);
            default -> throw wrong("separator", "document or segment", separator);
        };
    }

    private Quantization quantization(JsonNode node) {
        return new Quantization(text(node, "weights"), integer(node, "block_size", 0, 1 << 20), text(node, "kv_cache"));
    }

    private WordFilter wordFilter(JsonNode node) {
        return new WordFilter(
                path(node, "file"),
                integer(node, "words", 1, 100),
                integer(node, "hashes", 1, 64),
                integer(node, "bits", 8, Integer.MAX_VALUE));
    }

    private Map<String, String> scalars(JsonNode node, String key) {
        Map<String, String> scalars = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode()) {
                throw wrong(key + "." + entry.getKey(), "text or a number", describe(entry.getValue()));
            }
            scalars.put(entry.getKey(), entry.getValue().asText());
        });
        return scalars;
    }

    private void checkReferences(Manifest manifest) {
        Set<String> paths =
                Set.copyOf(manifest.files().stream().map(BundleFile::path).toList());
        if (paths.size() != manifest.files().size()) {
            throw wrong("files", "each path once", manifest.files().size() - paths.size() + " repeated");
        }
        for (String file : List.of(
                manifest.graph().file(),
                manifest.copiedRuns().file(),
                manifest.lexicon().file(),
                ModelBundle.TOKENIZER)) {
            if (!paths.contains(file)) {
                throw wrong("files", "an entry for " + file, String.join(", ", paths));
            }
        }
        StringBuilder lines = new StringBuilder();
        manifest.files().stream()
                .sorted(Comparator.comparing(BundleFile::path))
                .forEach(file -> lines.append(file.path())
                        .append(' ')
                        .append(file.sha256())
                        .append('\n'));
        String hash =
                Sha256.hex(lines.toString().getBytes(StandardCharsets.UTF_8)).substring(0, ID_HASH_DIGITS);
        String id = manifest.name() + "-" + hash;
        if (!id.equals(manifest.id())) {
            throw wrong("id", id + " (the hash of its files)", manifest.id());
        }
    }

    private JsonNode value(JsonNode parent, String key) {
        JsonNode value = parent.path(key);
        if (value.isMissingNode() || value.isNull()) {
            throw wrong(key, "a value", "none");
        }
        return value;
    }

    private JsonNode object(JsonNode parent, String key) {
        JsonNode value = value(parent, key);
        if (!value.isObject()) {
            throw wrong(key, "an object", describe(value));
        }
        return value;
    }

    private <T> List<T> list(JsonNode parent, String key, Function<JsonNode, T> element) {
        JsonNode value = value(parent, key);
        if (!value.isArray()) {
            throw wrong(key, "a list", describe(value));
        }
        List<T> elements = new ArrayList<>(value.size());
        value.forEach(node -> elements.add(element.apply(node)));
        return elements;
    }

    private int integer(JsonNode parent, String key, int least, int most) {
        return (int) whole(value(parent, key), key, least, most);
    }

    private long integer(JsonNode parent, String key, int least, long most) {
        return whole(value(parent, key), key, least, most);
    }

    private long whole(JsonNode value, String key, long least, long most) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            throw wrong(key, "a whole number from " + least + " to " + most, describe(value));
        }
        return value.asLong();
    }

    private String text(JsonNode parent, String key) {
        JsonNode value = value(parent, key);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw wrong(key, "text", describe(value));
        }
        return value.asText();
    }

    private String text(JsonNode parent, String key, Pattern form) {
        return matching(value(parent, key), key, form);
    }

    private String matching(JsonNode value, String key, Pattern form) {
        if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
            throw wrong(key, "text of the form " + form, describe(value));
        }
        return value.asText();
    }

    // a name may not begin with a dot, so neither ".." nor a hidden file can be meant
    private String path(JsonNode parent, String key) {
        JsonNode value = value(parent, key);
        if (!value.isTextual() || !RELATIVE_PATH.matcher(value.asText()).matches()) {
            throw wrong(key, "a path inside the bundle", describe(value));
        }
        return value.asText();
    }

    private static String describe(JsonNode value) {
        String text = value.isContainerNode() ? value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private BundleException wrong(String what, String expected, String found) {
        return new BundleException("%s: %s: expected %s, found %s; copy the bundle again or export it with this version"
                .formatted(source, what, expected, found));
    }
}
