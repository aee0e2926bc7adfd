package me.feverdrea.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.BundleException;

/**
 * Reads `tokenizer.json` in Hugging Face's layout. The vocabulary and the merges are streamed: GPT-2's 50,000 of each
 * as a tree of objects would take longer to build than all the rest.
 */
final class TokenizerFile {
    private static final byte[] NOTHING = {};

    private final Path file;
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final List<Merge> merges = new ArrayList<>();
    private final Map<String, JsonNode> rest = new HashMap<>();

    private TokenizerFile(Path file) {
        this.file = file;
    }

    static BytePairTokenizer read(Path path) {
        TokenizerFile file = new TokenizerFile(path);
        // the names in the file are 50,000 different tokens: not to be kept for ever, nor looked up twice
        JsonFactory names = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
        JsonMapper mapper = JsonMapper.builder(names).build();
        try (JsonParser json = mapper.createParser(Files.newInputStream(path))) {
            file.parse(json);
        } catch (JsonProcessingException e) {
            throw new BundleException(path + ": not JSON: " + e.getOriginalMessage() + "; copy the bundle again", e);
        } catch (IOException e) {
            throw new BundleException(path + ": cannot be read (" + e + "); copy the bundle again", e);
        }
        file.checkRest();
        return file.tokenizer();
    }

    private void parse(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.START_OBJECT, "the whole file", "an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            if (key.equals("model")) {
                parseModel(json);
            } else {
                rest.put(key, json.readValueAsTree());
            }
        }
    }

    private void parseModel(JsonParser json) throws IOException {
        expect(json.currentToken() == JsonToken.START_OBJECT, "model", "an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            switch (key) {
                case "vocab" -> {
                    expect(value == JsonToken.START_OBJECT, "model.vocab", "an object");
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String token = json.currentName();
                        boolean isId = json.nextToken() == JsonToken.VALUE_NUMBER_INT && json.getIntValue() >= 0;
                        expect(isId, "model.vocab", "an id for " + token);
                        vocabulary.put(token, json.getIntValue());
                    }
                }
                case "merges" -> {
                    expect(value == JsonToken.START_ARRAY, "model.merges", "a list");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        merges.add(merge(json));
                    }
                }
                default -> rest.put("model." + key, json.readValueAsTree());
            }
        }
    }

    // "left right" in older files, ["left", "right"] in newer ones
    private Merge merge(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            String pair = json.getText();
            int space = pair.indexOf(' ');
            expect(space > 0 && space < pair.length() - 1, "model.merges", "two tokens");
            return new Merge(pair.substring(0, space), pair.substring(space + 1));
        }
        expect(json.currentToken() == JsonToken.START_ARRAY, "model.merges", "pairs of tokens");
        String left = json.nextTextValue();
        String right = json.nextTextValue();
        expect(left != null && right != null && json.nextToken() == JsonToken.END_ARRAY, "model.merges", "pairs");
        return new Merge(left, right);
    }

    private record Merge(String left, String right) {}

    /** Whatever would make other tokens than byte-level BPE does is refused rather than overlooked. */
    private void checkRest() {
        expect(at("model.type").asText().equals("BPE"), "model.type", "BPE");
        for (String key : List.of("model.dropout", "model.continuing_subword_prefix", "model.end_of_word_suffix")) {
            expect(absent(key) || at(key).asText().isEmpty(), key, "nothing");
        }
        for (String key : List.of("model.byte_fallback", "model.ignore_merges")) {
            expect(!at(key).asBoolean(), key, "false");
        }
        JsonNode split = at("pre_tokenizer");
        expect(split.path("type").asText().equals("ByteLevel"), "pre_tokenizer.type", "ByteLevel");
        expect(!split.path("add_prefix_space").asBoolean(), "pre_tokenizer.add_prefix_space", "false");
        expect(split.path("use_regex").asBoolean(true), "pre_tokenizer.use_regex", "true");
        expect(absent("normalizer") || isNfc(), "normalizer", "none or NFC");
        expect(
                absent("post_processor")
                        || at("post_processor").path("type").asText().equals("ByteLevel"),
                "post_processor.type",
                "ByteLevel");
    }

    private boolean isNfc() {
        return at("normalizer").path("type").asText().equals("NFC");
    }

    private boolean absent(String key) {
        return at(key).isMissingNode() || at(key).isNull();
    }

    private JsonNode at(String key) {
        return rest.getOrDefault(key, MissingNode.getInstance());
    }

    private BytePairTokenizer tokenizer() {
        char[] alphabet = byteAlphabet();
        short[] bytes = bytesOf(alphabet);
        byte[][] tokens = new byte[size()][];
        Arrays.fill(tokens, NOTHING);
        vocabulary.forEach((token, id) -> tokens[id] = decode(token, bytes));
        for (JsonNode added : at("added_tokens").isArray() ? at("added_tokens") : List.<JsonNode>of()) {
            tokens[added.path("id").asInt()] = NOTHING;
        }
        int[] byteTokens = new int[256];
        for (int value = 0; value < 256; value++) {
            byteTokens[value] = id(String.valueOf(alphabet[value]));
        }
        MergeTable table = new MergeTable(merges.size());
        for (Merge merge : merges) {
            table.add(id(merge.left()), id(merge.right()), id(merge.left().concat(merge.right())));
        }
        return new BytePairTokenizer(tokens, byteTokens, table, isNfc());
    }

    private int size() {
        int largest = -1;
        for (int id : vocabulary.values()) {
            largest = Math.max(largest, id);
        }
        for (JsonNode added : at("added_tokens")) {
            int id = added.path("id").asInt(-1);
            expect(id >= 0, "added_tokens", "an id for each");
            largest = Math.max(largest, id);
        }
        int most = 2 * (vocabulary.size() + at("added_tokens").size());
        expect(largest >= 0 && largest <= most, "model.vocab", "ids without large gaps, not " + largest);
        return largest + 1;
    }

    private int id(String token) {
        Integer id = vocabulary.get(token);
        expect(id != null, "model.vocab", "the token \"" + token + "\"");
        return id;
    }

    private static byte[] decode(String token, short[] bytes) {
        byte[] decoded = new byte[token.length()];
        for (int i = 0; i < decoded.length; i++) {
            char character = token.charAt(i);
            if (character >= bytes.length || bytes[character] < 0) {
                // spelled in characters that stand for no byte: a special token
                return NOTHING;
            }
            decoded[i] = (byte) bytes[character];
        }
        return decoded;
    }

    /** GPT-2 writes each byte as a visible character: printable ones as themselves, the others from U+0100 on. */
    private static char[] byteAlphabet() {
        char[] alphabet = new char[256];
        char shifted = 256;
        for (int value = 0; value < 256; value++) {
            boolean visible = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            alphabet[value] = visible ? (char) value : shifted++;
        }
        return alphabet;
    }

    private static short[] bytesOf(char[] alphabet) {
        short[] bytes = new short[512];
        Arrays.fill(bytes, (short) -1);
        for (short value = 0; value < 256; value++) {
            bytes[alphabet[value]] = value;
        }
        return bytes;
    }

    private void expect(boolean holds, String key, String expected) {
        if (!holds) {
            throw new BundleException(file + ": " + key + ": expected " + expected
                    + "; this is not a tokenizer of GPT-2's kind, export the bundle again");
        }
    }
}
