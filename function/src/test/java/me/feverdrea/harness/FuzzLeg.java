package me.feverdrea.harness;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Requests as nobody means them, over raw sockets. */
final class FuzzLeg implements Leg {
    private static final int GAMES = 2;
    private static final int CONNECTIONS = 8;

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) throws Exception {
        int requests = form.of(20_000, 1_000_000);
        AtomicLongArray byHundreds = new AtomicLongArray(10);
        AtomicLong hung = new AtomicLong();
        AtomicLong silent = new AtomicLong();
        try (Scene scene = new Scene("fuzz", Cluster.Plan.of(Cluster.Store.SQLITE, GAMES), edge)) {
            Crowd.together(CONNECTIONS, client -> () -> {
                SplittableRandom random = new SplittableRandom(client);
                try (Wire wire = new Wire(scene.cluster().game(client % GAMES))) {
                    for (int i = 0; i < requests / CONNECTIONS; i++) {
                        FuzzRequest request = FuzzRequest.next(random);
                        Wire.Reply reply = wire.send(request);
                        reply.answer().ifPresent(answer -> {
                            byHundreds.incrementAndGet(answer.status() / 100);
                            edge.replay(request.method(), answer.status(), answer.header("cache-control"));
                        });
                        if (reply.hung()) {
                            hung.incrementAndGet();
                        } else if (reply.answer().isEmpty()) {
                            silent.incrementAndGet();
                        }
                        if (reply.hung()
                                || reply.answer().filter(a -> a.status() >= 500).isPresent()) {
                            tell(request, reply);
                        }
                    }
                }
                return null;
            });
            boolean alive =
                    scene.players().ask("afterwards", 0, scene.freshPath()).status() == 200;
            int violations = scene.violations().size();
            String number = "2xx " + byHundreds.get(2) + ", 3xx " + byHundreds.get(3) + ", 4xx " + byHundreds.get(4)
                    + ", 5xx " + byHundreds.get(5) + ", hangs " + hung + ", closed without a word " + silent;
            return List.of(new Figure(
                    "fuzz",
                    requests + " generated requests over raw sockets",
                    number,
                    "5xx 0, hangs 0",
                    byHundreds.get(5) == 0 && hung.get() == 0 && alive && violations == 0));
        }
    }

    private static void tell(FuzzRequest request, Wire.Reply reply) {
        String sent = new String(request.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        System.err.println("fuzz: " + sent.substring(0, Math.min(300, sent.length())) + "\n-> "
                + reply.answer().map(HttpMessage::head).orElse("nothing"));
    }
}
