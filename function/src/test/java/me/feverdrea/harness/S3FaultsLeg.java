package me.feverdrea.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import me.feverdrea.aws.S3Server;
import me.feverdrea.story.Sha256;

/**
 * Every call that the loading of a model makes of S3 fails in every way, once and for as long as it is asked, each time for a
 * process that has no model yet. What came is kept, and the next request goes on from there.
 */
final class S3FaultsLeg implements Leg {
    /** Of the function. */
    private static final double LIMIT_SECONDS = 25;

    private static final int LANES = 2;
    private static final String BUCKET = "models";
    private static final String MANIFEST = "manifest.json";
    private static final String WEIGHTS = "model.onnx.data";

    private record Trial(String method, String file, Fault fault, boolean lasting) {
        boolean isAimedAt(Call call) {
            return call.operation().equals(method) && call.target().endsWith('/' + file);
        }
    }

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        List<Trial> trials = trials(form);
        try (S3Server s3 = new S3Server()) {
            Run run = new Run(s3, edge);
            ConcurrentLinkedQueue<Trial> waiting = new ConcurrentLinkedQueue<>(trials);
            Crowd.together(LANES, lane -> () -> {
                for (Trial trial = waiting.poll(); trial != null; trial = waiting.poll()) {
                    run.suffer(trial);
                }
                return null;
            });
            String number = String.format(
                    Locale.ROOT,
                    "%d of %d answered or politely refused, slowest %.1f s, %d of %d loaded at last, parts fetched again %d",
                    run.polite.get(),
                    trials.size(),
                    run.slowest,
                    run.loaded.get(),
                    trials.size(),
                    run.again.get());
            return List.of(new Figure(
                    "faults of S3",
                    "each fault at manifest, head and part of a model load, once and lasting",
                    number,
                    "100 %, <= " + LIMIT_SECONDS + " s, 0 again",
                    run.polite.get() == trials.size()
                            && run.slowest <= LIMIT_SECONDS
                            && run.loaded.get() == trials.size()
                            && run.again.get() == 0));
        }
    }

    private static List<Trial> trials(Form form) {
        if (form == Form.SHORT) {
            return List.of(
                    new Trial("GET", MANIFEST, Fault.THROTTLE, false),
                    new Trial("GET", WEIGHTS, Fault.TRUNCATE, false),
                    new Trial("GET", WEIGHTS, Fault.RESET, true));
        }
        List<Trial> trials = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (boolean lasting : new boolean[] {false, true}) {
                if (fault != Fault.NONE) {
                    trials.add(new Trial("GET", MANIFEST, fault, lasting));
                    trials.add(new Trial("HEAD", WEIGHTS, fault, lasting));
                    trials.add(new Trial("GET", WEIGHTS, fault, lasting));
                }
            }
        }
        return trials;
    }

    private static final class Run {
        private final S3Server s3;
        private final EdgeReplay edge;
        private final String bundle;
        private final String manifestSha256;
        private final AtomicInteger polite = new AtomicInteger();
        private final AtomicInteger loaded = new AtomicInteger();
        private final AtomicInteger again = new AtomicInteger();
        private double slowest;

        Run(S3Server s3, EdgeReplay edge) throws IOException {
            this.s3 = s3;
            this.edge = edge;
            try (Stream<Path> bundles = Files.list(Path.of("function/models"))) {
                Path folder = bundles.filter(Files::isDirectory).findFirst().orElseThrow();
                bundle = folder.getFileName().toString();
                manifestSha256 = Sha256.hex(Files.readAllBytes(folder.resolve(MANIFEST)));
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        s3.put(BUCKET + "/models/" + bundle + '/' + file.getFileName(), Files.readAllBytes(file));
                    }
                }
            }
        }

        void suffer(Trial trial) throws Exception {
            Path folder = Files.createTempDirectory("feverdream-s3");
            Map<String, AtomicInteger> fetched = new ConcurrentHashMap<>();
            FaultProxy.Watch watch = (call, status, forwarded) -> {
                if (call.operation().equals("GET") && !trial.isAimedAt(call)) {
                    fetched.computeIfAbsent(call.target(), target -> new AtomicInteger())
                            .incrementAndGet();
                }
            };
            try (FaultProxy proxy = new FaultProxy(s3.endpoint(), watch);
                    Game game = new Game(settings(folder, proxy), Cluster.OPTIONS, 0, Optional.of(proxy))) {
                AtomicInteger met = new AtomicInteger();
                proxy.follow(call -> trial.isAimedAt(call) && (met.getAndIncrement() == 0 || trial.lasting())
                        ? trial.fault()
                        : Fault.NONE);
                Players players = new Players(List.of(game));
                judge(trial, players.ask("sufferer", 0, "burrow/1/go-down"));
                proxy.follow(call -> Fault.NONE);
                Operation after = players.read("after", 0, "burrow/1/go-down");
                for (int turn = 0; after.status() == 503 && turn < 5; turn++) {
                    Players.pause(1_000);
                    after = players.read("after", 0, "burrow/1/go-down");
                }
                if (after.status() == 200) {
                    loaded.incrementAndGet();
                } else {
                    System.err.println("faults of S3: " + trial + ": not loaded at last: " + after);
                }
                edge.replay(players.history());
            } finally {
                Cluster.delete(folder);
            }
            fetched.forEach((target, times) -> {
                if (times.get() > 1) {
                    again.addAndGet(times.get() - 1);
                    System.err.println("faults of S3: " + trial + ": " + target + " was fetched " + times + " times");
                }
            });
        }

        private Map<String, String> settings(Path folder, FaultProxy proxy) {
            Map<String, String> settings = new HashMap<>();
            settings.put("feverdream.stories", Cluster.STORIES);
            settings.put("feverdream.data", folder.resolve("data").toString());
            settings.put("feverdream.generation.attempts", "1");
            settings.put("feverdream.generation.threads", "1");
            settings.put("feverdream.lease", "2s");
            settings.put("feverdream.model", "s3");
            settings.put("feverdream.bundle", bundle);
            settings.put("feverdream.s3.bucket", BUCKET);
            settings.put("feverdream.s3.manifest-sha256", manifestSha256);
            settings.put("feverdream.s3.endpoint", proxy.endpoint().toString());
            settings.put("feverdream.s3.cache", folder.resolve("models").toString());
            settings.put("aws.region", "eu-central-1");
            settings.put("aws.accessKeyId", "local");
            settings.put("aws.secretAccessKey", "local");
            return settings;
        }

        private void judge(Trial trial, Operation operation) {
            double seconds = operation.millis() / 1e3;
            synchronized (this) {
                slowest = Math.max(slowest, seconds);
            }
            boolean isRefusal =
                    operation.status() == 503 && operation.header("retry-after").isPresent();
            if (operation.status() == 200 || isRefusal) {
                polite.incrementAndGet();
            }
            if (operation.status() != 200 && !isRefusal || seconds > LIMIT_SECONDS) {
                System.err.printf(Locale.ROOT, "faults of S3: %s: %s after %.1f s%n", trial, operation, seconds);
            }
        }
    }
}
