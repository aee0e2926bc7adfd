package me.feverdrea.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** This benchmark once more, with what only a process of its own can measure. */
final class OwnProcess {
    private OwnProcess() {}

    static void lines(List<String> machine, List<String> arguments, Consumer<String> line) throws IOException {
        // a long class path on the command line makes ONNX Runtime 1.29 crash while it is loaded; a file does not
        Path classPath = Files.createTempFile("engine-benchmark", "args");
        try {
            Files.writeString(classPath, "-cp \"" + System.getProperty("java.class.path") + '"');
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
}
