package me.feverdrea.inference;

import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** This benchmark once more, with what only a process of its own can measure. */
final class OwnProcess {
    private static final List<Class<?>> NEEDED = List.of(
            Gpt2Session.class,
            EngineBenchmark.class,
            OrtEnvironment.class,
            ObjectMapper.class,
            JsonParser.class,
            JsonProperty.class);

    private OwnProcess() {}

    static void lines(List<String> machine, List<String> arguments, Consumer<String> line) throws IOException {
        // a long class path on the command line makes ONNX Runtime 1.29 crash while it is loaded; a file does not
        Path classPath = Files.createTempFile("engine-benchmark", "args");
        try {
            Files.writeString(classPath, "-cp \"" + classPath() + '"');
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElseThrow());
            command.addAll(machine);
            command.add("@" + classPath);
            command.add(EngineBenchmark.class.getName());
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().forEach(line);
            }
            int status = process.onExit().join().exitValue();
            if (status != 0) {
                throw new IOException(String.join(" ", arguments) + " ended with " + status);
            }
        } finally {
            Files.delete(classPath);
        }
    }

    /**
     * One of each place that the engine's classes come from. The whole has two hundred jars, which are opened one after the other
     * in search of a class: 100 to 200 ms of a cold start that the packaged game, whose jars are indexed, does not have.
     */
    private static String classPath() {
        return NEEDED.stream()
                .map(type -> Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString())))
                .map(Path::toString)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
