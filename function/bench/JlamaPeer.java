import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.KvBufferCache.KvBuffer;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Jlama as a peer of the engine benchmark, for one sequence: says `ready`, then answers each workload's name with
 * milliseconds, or `nan`. Needs JDK 21 or newer, and com.github.tjake:jlama-core and jlama-native:
 *
 * <pre>java --add-modules jdk.incubator.vector -cp JARS JlamaPeer.java CHECKPOINT</pre>
 *
 * The numbers of tokens are those of Workload.java.
 */
public final class JlamaPeer {
    private static final int DECODE_CONTEXT = 100;
    private static final int STEPS = 48;
    private static final int KNOWN = 300;
    private static final int CHOICE = 12;

    private final AbstractModel model;
    private final KvBufferCache cache;
    private final AbstractTensor logits;
    private final Random random = new Random(1);

    private JlamaPeer(File checkpoint) {
        this.model = ModelSupport.loadModel(checkpoint, DType.F32, DType.F32);
        this.cache = new KvBufferCache(model);
        this.logits = model.makeTensor(model.getConfig().vocabularySize);
    }

    public static void main(String[] arguments) throws Exception {
        JlamaPeer peer = new JlamaPeer(new File(arguments[0]));
        System.out.println("ready");
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
        for (String workload = questions.readLine(); workload != null; workload = questions.readLine()) {
            System.out.printf(Locale.ROOT, "%.3f%n", peer.millis(workload));
        }
    }

    private double millis(String workload) {
        try (KvBuffer kv = cache.getEphemeralKvBuffer()) {
            return switch (workload) {
                case "decode_1" -> decode(kv);
                case "prefill_64" -> first(kv, 0, 64);
                case "prefill_256" -> first(kv, 0, 256);
                case "prefill_512" -> first(kv, 0, 512);
                case "first_cold" -> first(kv, 0, KNOWN + CHOICE);
                case "first_warm" -> first(kv, KNOWN, CHOICE);
                case "segment" -> segment(kv);
                default -> Double.NaN;
            };
        }
    }

    private double decode(KvBuffer kv) {
        int token = read(kv, DECODE_CONTEXT, 0);
        long start = System.nanoTime();
        write(kv, token, DECODE_CONTEXT, STEPS);
        return since(start) / STEPS;
    }

    private double first(KvBuffer kv, int known, int tokens) {
        if (known > 0) {
            read(kv, known, 0);
        }
        long start = System.nanoTime();
        read(kv, tokens, known);
        return since(start);
    }

    private double segment(KvBuffer kv) {
        read(kv, KNOWN, 0);
        long start = System.nanoTime();
        write(kv, read(kv, CHOICE, KNOWN), KNOWN + CHOICE, STEPS - 1);
        return since(start);
    }

    /** Returns the likeliest token behind some that are drawn here. */
    private int read(KvBuffer kv, int tokens, int held) {
        int[] ids = random.ints(tokens, 0, model.getConfig().vocabularySize).toArray();
        AbstractTensor rows = model.batchForward(ids, held, kv);
        return model.sample(rows.slice(rows.shape().first() - 1), 0, 0, logits);
    }

    private void write(KvBuffer kv, int first, int held, int steps) {
        int token = first;
        for (int i = 0; i < steps; i++) {
            AbstractTensor row = model.forward(token, held + i, kv, Optional.empty());
            token = model.sample(row, 0, 0, logits);
            row.close();
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
