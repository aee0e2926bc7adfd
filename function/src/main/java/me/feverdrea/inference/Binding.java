package me.feverdrea.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inputs and outputs of runs over some neighbouring rows, bound to buffers of our own once and for all runs. */
final class Binding implements AutoCloseable {
    private final OrtEnvironment environment;
    private final int rows;
    private final List<OnnxTensor> owned = new ArrayList<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final LongBuffer ids;
    private final LongBuffer positions;
    private final IntBuffer lastPositions;
    private final IntBuffer totalLength;
    private final FloatBuffer logits;
    private final OnnxTensor oneId;
    private final OnnxTensor onePosition;

    /** @param most tokens of a row that one run takes: the context to prefill, 1 to decode only */
    Binding(OrtEnvironment environment, KvCache kv, int firstRow, int rows, int most, int vocabulary)
            throws OrtException {
        this.environment = environment;
        this.rows = rows;
        this.ids = direct(rows * most * Long.BYTES).asLongBuffer();
        this.positions = direct(rows * most * Long.BYTES).asLongBuffer();
        this.lastPositions = direct(rows * Integer.BYTES).asIntBuffer();
        this.totalLength = direct(Integer.BYTES).asIntBuffer();
        this.logits = direct(Math.multiplyExact(rows * Float.BYTES, vocabulary)).asFloatBuffer();
        this.oneId = own(OnnxTensor.createTensor(environment, ids.slice(0, rows), new long[] {rows, 1}));
        this.onePosition = own(OnnxTensor.createTensor(environment, positions.slice(0, rows), new long[] {rows, 1}));
        inputs.put("input_ids", oneId);
        inputs.put("position_ids", onePosition);
        inputs.put("seqlens_k", own(OnnxTensor.createTensor(environment, lastPositions, new long[] {rows})));
        inputs.put("total_sequence_length", own(OnnxTensor.createTensor(environment, totalLength, new long[] {1})));
        outputs.put("logits", own(OnnxTensor.createTensor(environment, logits, new long[] {rows, vocabulary})));
        List<OnnxTensor> cached = kv.tensors(environment, firstRow, rows);
        for (int i = 0; i < cached.size(); i++) {
            inputs.put(kv.pastNames().get(i), own(cached.get(i)));
            outputs.put(kv.presentNames().get(i), cached.get(i));
        }
    }

    /** One token for each row, at the position after what the row holds. */
    void decodeStep(OrtSession session, int[] next, int[] held) throws OrtException {
        int longest = 0;
        for (int row = 0; row < rows; row++) {
            ids.put(row, next[row]);
            positions.put(row, held[row]);
            lastPositions.put(row, held[row]);
            longest = Math.max(longest, held[row] + 1);
        }
        totalLength.put(0, longest);
        session.run(inputs, outputs).close();
    }

    /** The tokens of a sequence from a position on; for a single row. */
    void prefill(OrtSession session, int[] sequence, int from) throws OrtException {
        int count = sequence.length - from;
        for (int i = 0; i < count; i++) {
            ids.put(i, sequence[from + i]);
            positions.put(i, from + i);
        }
        lastPositions.put(0, sequence.length - 1);
        totalLength.put(0, sequence.length);
        long[] shape = {1, count};
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids.slice(0, count), shape);
                OnnxTensor positionTensor = OnnxTensor.createTensor(environment, positions.slice(0, count), shape)) {
            inputs.put("input_ids", idTensor);
            inputs.put("position_ids", positionTensor);
            session.run(inputs, outputs).close();
        } finally {
            inputs.put("input_ids", oneId);
            inputs.put("position_ids", onePosition);
        }
    }

    void logits(int row, float[] into) {
        logits.get(row * into.length, into);
    }

    @Override
    public void close() {
        owned.forEach(OnnxTensor::close);
    }

    private OnnxTensor own(OnnxTensor tensor) {
        owned.add(tensor);
        return tensor;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
