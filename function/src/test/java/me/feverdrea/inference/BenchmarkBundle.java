package me.feverdrea.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import me.feverdrea.story.Manifest;
import me.feverdrea.story.ModelBundle;

/** A folder to measure: a bundle, or a graph alone as `model-export export` and `quantize` write it. */
final class BenchmarkBundle {
    private static final String GRAPH = "model.onnx";

    private BenchmarkBundle() {}

    /** @param context of a graph that comes without a manifest, in tokens */
    static ModelBundle of(Path folder, int context) throws OrtException {
        return Files.exists(folder.resolve(Manifest.FILE))
                ? ModelBundle.verified(folder)
                : new ModelBundle(folder, manifest(folder, context));
    }

    private static Manifest manifest(Path folder, int context) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // only the names are read here: what the session takes to run must not count as the engine's memory
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.addConfigEntry("session.disable_prepacking", "1");
            return manifest(folder, context, options);
        }
    }

    private static Manifest manifest(Path folder, int context, OrtSession.SessionOptions options) throws OrtException {
        try (OrtSession session = OrtEnvironment.getEnvironment()
                .createSession(folder.resolve(GRAPH).toString(), options)) {
            List<Manifest.Tensor> inputs = session.getInputInfo().values().stream()
                    .map(BenchmarkBundle::tensor)
                    .toList();
            List<Manifest.Tensor> outputs = session.getOutputInfo().values().stream()
                    .map(BenchmarkBundle::tensor)
                    .toList();
            TensorInfo past =
                    (TensorInfo) session.getInputInfo().get("past.0.key").getInfo();
            TensorInfo logits =
                    (TensorInfo) session.getOutputInfo().get("logits").getInfo();
            int layers = (int) inputs.stream()
                    .filter(input -> input.name().endsWith(".key"))
                    .count();
            int heads = (int) past.getShape()[1];
            int headSize = (int) past.getShape()[3];
            int vocabulary = (int) logits.getShape()[1];
            Manifest.WordFilter none = new Manifest.WordFilter("none", 1, 1, 8);
            return new Manifest(
                    folder.getFileName().toString(),
                    folder.getFileName().toString(),
                    new Manifest.Architecture("gpt2", layers, heads, headSize, heads * headSize, vocabulary, context),
                    List.of(),
                    new Manifest.Graph(GRAPH, inputs, outputs),
                    new Manifest.Tokens(List.of(0), Manifest.Separator.DOCUMENT),
                    PromptFormat.VERSION,
                    new Manifest.Quantization("unknown", 0, "unknown"),
                    none,
                    none,
                    Map.of(),
                    Map.of());
        }
    }

    private static Manifest.Tensor tensor(NodeInfo node) {
        TensorInfo info = (TensorInfo) node.getInfo();
        String type = info.type == OnnxJavaType.INT8 ? "int8" : info.type == OnnxJavaType.FLOAT ? "float32" : "int";
        return new Manifest.Tensor(node.getName(), type, List.of());
    }
}
