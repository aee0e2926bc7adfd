package me.feverdrea.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Another program: it says `ready`, then answers each workload's name with its milliseconds, or `nan`. */
final class PeerContender implements Contender {
    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    PeerContender(String name, List<String> command) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        String first = answers.readLine();
        if (!"ready".equals(first)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": expected 'ready', found '" + first + "'");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double millis(Workload workload) {
        try {
            questions.write(workload.text() + "\n");
            questions.flush();
            String answer = answers.readLine();
            return answer == null || answer.equals("nan") ? Double.NaN : Double.parseDouble(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " ended in the middle of " + workload, e);
        }
    }

    @Override
    public double peakMib() {
        return Machine.peakMib(String.valueOf(process.pid()));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
