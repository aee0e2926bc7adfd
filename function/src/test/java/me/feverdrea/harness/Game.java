package me.feverdrea.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.feverdrea.PackagedGame;

/** One process of the packaged application that can be frozen, killed and started again. */
final class Game implements AutoCloseable {
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    private final Map<String, String> settings;
    private final List<String> options;
    private final int skewSeconds;
    private final Optional<FaultProxy> proxy;
    private volatile PackagedGame process;

    Game(Map<String, String> settings, List<String> options, int skewSeconds, Optional<FaultProxy> proxy) {
        this.settings = settings;
        this.options = options;
        this.skewSeconds = skewSeconds;
        this.proxy = proxy;
        this.process = start();
    }

    private PackagedGame start() {
        try {
            return new PackagedGame(settings, options, skewSeconds == 0 ? Map.of() : skewed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> skewed() {
        if (!Files.exists(FAKETIME)) {
            throw new IllegalStateException(FAKETIME + " is missing; apt-get install faketime");
        }
        // Also its monotonic clock, which only moves by as much: else waits are longer by the skew.
        return Map.of("LD_PRELOAD", FAKETIME.toString(), "FAKETIME", (skewSeconds > 0 ? "+" : "") + skewSeconds + "s");
    }

    int port() {
        return process.port();
    }

    FaultProxy proxy() {
        return proxy.orElseThrow(() -> new IllegalStateException("nothing stands between a game and its SQLite file"));
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder(
                            "kill", "-" + name, String.valueOf(process.process().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As kill -9. The process is dead when this returns. */
    void kill() {
        process.process().destroyForcibly();
        process.process().onExit().join();
    }

    /** Starts it anew, on another port, with the same settings. */
    void restart() throws IOException {
        PackagedGame dead = process;
        process = start();
        dead.close();
    }

    /** Resident memory in KiB. */
    long residentKib() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.process().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    String log() throws IOException {
        return Files.readString(process.log());
    }

    @Override
    public void close() throws IOException {
        process.close();
        if (proxy.isPresent()) {
            proxy.get().close();
        }
    }
}
