package me.feverdrea.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.Manifest.Tensor;

/**
 * Keys and values of what each row has read, at full context length from the start, and which tokens they stand for.
 * A step writes behind the tokens it was told of and changes none before, so cutting a row is only forgetting ids.
 */
final class KvCache {
    private static final String PAST = "past.";
    private static final String PRESENT = "present.";

    private final List<Tensor> pasts;
    private final OnnxJavaType type;
    private final int heads;
    private final int headSize;
    private final int context;
    // one for each layer's keys and one for its values: [rows, heads, context, headSize]
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final int[][] ids;
    private final int[] lengths;

    KvCache(Manifest manifest, int rows) {
        this.heads = manifest.architecture().heads();
        this.headSize = manifest.architecture().headSize();
        this.context = manifest.architecture().context();
        this.pasts = manifest.graph().inputs().stream()
                .filter(input -> input.name().startsWith(PAST))
                .toList();
        this.type = type(manifest, pasts);
        this.ids = new int[rows][context];
        this.lengths = new int[rows];
        for (int i = 0; i < pasts.size(); i++) {
            buffers.add(ByteBuffer.allocateDirect(Math.multiplyExact(rows, rowBytes()))
                    .order(ByteOrder.nativeOrder()));
        }
    }

    int rows() {
        return lengths.length;
    }

    int length(int row) {
        return lengths[row];
    }

    /** How many tokens from the start a row already holds of a sequence. */
    int sharedPrefix(int row, int[] sequence) {
        int shared = 0;
        while (shared < Math.min(lengths[row], sequence.length) && ids[row][shared] == sequence[shared]) {
            shared++;
        }
        return shared;
    }

    /** Forgets the tokens of a row from a position on. */
    void cut(int row, int length) {
        lengths[row] = length;
    }

    /** Says that the last run wrote these tokens behind those that a row holds. */
    void appended(int row, int[] sequence, int from, int to) {
        System.arraycopy(sequence, from, ids[row], lengths[row], to - from);
        lengths[row] += to - from;
    }

    /** Makes a row hold the first tokens of another. */
    void copy(int from, int to, int length) {
        int used = length * tokenBytes();
        for (ByteBuffer buffer : buffers) {
            for (int head = 0; head < heads; head++) {
                buffer.put(offset(to, head), buffer, offset(from, head), used);
            }
        }
        System.arraycopy(ids[from], 0, ids[to], 0, length);
        lengths[to] = length;
    }

    /** Bytes of so many tokens of a row, as {@link #read} gives them. */
    long bytes(int length) {
        return (long) buffers.size() * heads * length * tokenBytes();
    }

    int[] ids(int row) {
        return Arrays.copyOf(ids[row], lengths[row]);
    }

    /** Keys and values of all that a row holds: [layers, 2, heads, length, headSize]. */
    byte[] read(int row) {
        int used = lengths[row] * tokenBytes();
        byte[] content = new byte[Math.toIntExact(bytes(lengths[row]))];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            for (int head = 0; head < heads; head++) {
                buffer.get(offset(row, head), content, at, used);
                at += used;
            }
        }
        return content;
    }

    /** Makes a row hold the first tokens of what was read. */
    void write(int row, byte[] content, int[] read, int length) {
        int stride = read.length * tokenBytes();
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            for (int head = 0; head < heads; head++) {
                buffer.put(offset(row, head), content, at, length * tokenBytes());
                at += stride;
            }
        }
        System.arraycopy(read, 0, ids[row], 0, length);
        lengths[row] = length;
    }

    /** Tensors over neighbouring rows; each is past and present at once, so that no step copies what it has read. */
    List<OnnxTensor> tensors(OrtEnvironment environment, int firstRow, int rowCount) throws OrtException {
        long[] shape = {rowCount, heads, context, headSize};
        List<OnnxTensor> tensors = new ArrayList<>();
        for (ByteBuffer buffer : buffers) {
            ByteBuffer rows =
                    buffer.slice(firstRow * rowBytes(), rowCount * rowBytes()).order(ByteOrder.nativeOrder());
            tensors.add(OnnxTensor.createTensor(environment, rows, shape, type));
        }
        return tensors;
    }

    /** Names of the inputs, in the order of {@link #tensors}. */
    List<String> pastNames() {
        return pasts.stream().map(Tensor::name).toList();
    }

    /** Names of the outputs, in the order of {@link #tensors}. */
    List<String> presentNames() {
        return pasts.stream()
                .map(past -> PRESENT + past.name().substring(PAST.length()))
                .toList();
    }

    private int tokenBytes() {
        return headSize * type.size;
    }

    private int offset(int row, int head) {
        return row * rowBytes() + head * context * tokenBytes();
    }

    private int rowBytes() {
        return Math.multiplyExact(heads * headSize * type.size, context);
    }

    private static OnnxJavaType type(Manifest manifest, List<Tensor> pasts) {
        int expected = 2 * manifest.architecture().layers();
        List<String> types = pasts.stream().map(Tensor::type).distinct().toList();
        if (pasts.size() != expected || types.size() != 1) {
            throw new BundleException("%s: expected %d inputs %s* of one type, found %d of %s; export the bundle again"
                    .formatted(manifest.id(), expected, PAST, pasts.size(), types));
        }
        return switch (types.get(0)) {
            case "int8" -> OnnxJavaType.INT8;
            case "float32" -> OnnxJavaType.FLOAT;
            default ->
                throw new BundleException("%s: expected a KV cache of int8 or float32, found %s; export it again"
                        .formatted(manifest.id(), types.get(0)));
        };
    }
}
