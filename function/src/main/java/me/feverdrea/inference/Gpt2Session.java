package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import me.feverdrea.story.BundleException;
import me.feverdrea.story.Futures;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;

/** GPT-2 in ONNX Runtime: the one owner of the session and of every native buffer. */
final class Gpt2Session implements LanguageModel {
    private static final Logger LOG = System.getLogger(Gpt2Session.class.getName());

    private final Manifest manifest;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final KvCache kv;
    private final KeptPrefixes kept;
    private final Map<Integer, Binding> batches = new HashMap<>();
    private final Map<Integer, Binding> singleRows = new HashMap<>();
    // where the logits of each row lie since its last run
    private final List<Binding> logitsOf = new ArrayList<>();
    private final int[] logitsRow;
    private long changes;

    Gpt2Session(OrtEnvironment environment, ModelBundle bundle, Engine engine, int rows) {
        this.manifest = bundle.manifest();
        this.environment = environment;
        this.logitsRow = new int[rows];
        // its memory is touched while the weights are laid out, on another core if there is one
        CompletableFuture<KvCache> cache = CompletableFuture.supplyAsync(() -> new KvCache(manifest, rows));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(engine.threads());
            options.setInterOpNumThreads(1);
            // left to itself, a thread would spin for a second after each run
            options.addConfigEntry(
                    "session.intra_op.allow_spinning", engine.spin().isZero() ? "0" : "1");
            options.addConfigEntry(
                    "session.intra_op.spin_duration_us",
                    String.valueOf(engine.spin().toNanos() / 1_000));
            // by path, since the weights lie in a file beside the graph
            this.session = environment.createSession(bundle.graph().toString(), options);
        } catch (OrtException e) {
            throw new BundleException(
                    bundle.graph() + ": ONNX Runtime cannot load it (" + e.getMessage() + "); export the bundle again",
                    e);
        }
        try {
            this.kv = Futures.value(cache);
            this.kept = new KeptPrefixes(kv, engine.keptBytes());
            checkNames();
            for (int row = 0; row < rows; row++) {
                logitsOf.add(singleRow(row));
            }
        } catch (BundleException e) {
            close();
            throw e;
        }
    }

    @Override
    public int context() {
        return manifest.architecture().context();
    }

    @Override
    public int vocabulary() {
        return manifest.architecture().vocabulary();
    }

    @Override
    public int rows() {
        return kv.rows();
    }

    @Override
    public void prefill(int row, int[] ids) {
        if (ids.length == 0 || ids.length > context()) {
            throw new IllegalArgumentException(ids.length + " tokens: a row takes 1 to " + context());
        }
        changes++;
        // the last token is always read, for its logits
        int held = Math.min(bringPrefix(row, ids), ids.length - 1);
        kv.cut(row, held);
        Binding binding = singleRow(row);
        long start = System.nanoTime();
        try {
            binding.prefill(session, ids, held);
        } catch (OrtException e) {
            throw failed(e);
        }
        LOG.log(
                Level.DEBUG,
                "Prefill: {0} of {1} tokens in {2} µs",
                ids.length - held,
                ids.length,
                (System.nanoTime() - start) / 1_000);
        kv.appended(row, ids, held, ids.length);
        expect(binding, row, 0);
    }

    /** Takes the longest beginning from where it is: the row itself, another row, or what is kept. */
    private int bringPrefix(int row, int[] ids) {
        int shared = kv.sharedPrefix(row, ids);
        int from = row;
        for (int other = 0; other < rows(); other++) {
            int common = kv.sharedPrefix(other, ids);
            if (common > shared) {
                shared = common;
                from = other;
            }
        }
        int restored = kept.restore(row, ids, shared);
        if (restored == shared && from != row) {
            kv.copy(from, row, shared);
        }
        return restored;
    }

    @Override
    public void keep(int row) {
        kept.keep(row);
    }

    @Override
    public void copy(int from, int to) {
        changes++;
        kv.copy(from, to, kv.length(from));
    }

    @Override
    public void fork(int rows) {
        for (int row = 1; row < rows; row++) {
            copy(0, row);
        }
    }

    @Override
    public long changes() {
        return changes;
    }

    @Override
    public void decodeStep(int... ids) {
        changes++;
        int[] held = new int[ids.length];
        for (int row = 0; row < ids.length; row++) {
            held[row] = kv.length(row);
            if (held[row] == context()) {
                throw new IllegalStateException("row " + row + " is full: " + context() + " tokens");
            }
        }
        Binding binding = batch(ids.length);
        try {
            binding.decodeStep(session, ids, held);
        } catch (OrtException e) {
            throw failed(e);
        }
        for (int row = 0; row < ids.length; row++) {
            kv.appended(row, ids, row, row + 1);
            expect(binding, row, row);
        }
    }

    @Override
    public void logits(int row, float[] into) {
        logitsOf.get(row).logits(logitsRow[row], into);
    }

    @Override
    public void close() {
        batches.values().forEach(Binding::close);
        singleRows.values().forEach(Binding::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private void expect(Binding binding, int row, int rowInBinding) {
        logitsOf.set(row, binding);
        logitsRow[row] = rowInBinding;
    }

    private Binding batch(int rows) {
        return rows == 1 ? singleRow(0) : batches.computeIfAbsent(rows, count -> bind(0, count, 1));
    }

    private Binding singleRow(int row) {
        return singleRows.computeIfAbsent(row, first -> bind(first, 1, context()));
    }

    private Binding bind(int firstRow, int rows, int most) {
        try {
            return new Binding(environment, kv, firstRow, rows, most, vocabulary());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    private void checkNames() {
        Set<String> inputs =
                new LinkedHashSet<>(List.of("input_ids", "position_ids", "seqlens_k", "total_sequence_length"));
        inputs.addAll(kv.pastNames());
        Set<String> outputs = new LinkedHashSet<>(Set.of("logits"));
        outputs.addAll(kv.presentNames());
        requireSame("inputs", inputs, session.getInputNames());
        requireSame("outputs", outputs, session.getOutputNames());
    }

    private void requireSame(String what, Set<String> expected, Set<String> found) {
        if (!expected.equals(found)) {
            throw new BundleException("%s: %s: expected %s, found %s; export the bundle again"
                    .formatted(manifest.graph().file(), what, expected, found));
        }
    }

    private BundleException failed(OrtException e) {
        return new BundleException(
                manifest.graph().file() + ": ONNX Runtime failed (" + e.getMessage() + "); copy the bundle again", e);
    }
}
