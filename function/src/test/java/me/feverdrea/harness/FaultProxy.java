package me.feverdrea.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between one game and a service that speaks HTTP/1.1 (DynamoDB, S3), and lets the plan choose what becomes of each
 * call. Every connection of the game has one of its own to the service.
 */
final class FaultProxy implements AutoCloseable {
    private static final long SLOW_MILLIS = 2_000;

    /** Chooses the fault of a call. */
    interface Plan {
        Fault faultOf(Call call);
    }

    /** Sees what the service carried out. */
    interface Watch {
        /** @param forwarded when the service could first know of the call, by {@link System#nanoTime()} */
        void carriedOut(Call call, int status, long forwarded);
    }

    private final URI service;
    private final Watch watch;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Plan plan = call -> Fault.NONE;

    FaultProxy(URI service, Watch watch) throws IOException {
        this.service = service;
        this.watch = watch;
        this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon(this::listen);
    }

    URI endpoint() {
        return URI.create("http://localhost:" + door.getLocalPort());
    }

    void follow(Plan newPlan) {
        plan = newPlan;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                Socket game = door.accept();
                open.add(game);
                daemon(() -> serve(game));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket game) {
        boolean stays = false;
        try (Socket up = new Socket(service.getHost(), service.getPort())) {
            game.setTcpNoDelay(true);
            up.setTcpNoDelay(true);
            InputStream asks = new BufferedInputStream(game.getInputStream(), 1 << 14);
            InputStream answers = new BufferedInputStream(up.getInputStream(), 1 << 14);
            for (Optional<HttpMessage> request = HttpMessage.read(asks, false);
                    request.isPresent();
                    request = HttpMessage.read(asks, false)) {
                Call call = Call.of(request.get());
                Fault fault = plan.faultOf(call);
                if (!answer(fault, call, game, up, answers)) {
                    stays = fault == Fault.HALF_CLOSE || fault == Fault.BLACK_HOLE;
                    return;
                }
            }
        } catch (IOException gone) {
            // The game was killed, or the service: both happen here on purpose.
        } finally {
            if (!stays) {
                close(game);
            }
        }
    }

    /** Whether the connection can be used for another call. */
    private boolean answer(Fault fault, Call call, Socket game, Socket up, InputStream answers) throws IOException {
        OutputStream out = game.getOutputStream();
        switch (fault) {
            case THROTTLE, ERROR -> {
                refusal(fault, call).write(out);
                return true;
            }
            case RESET -> reset(game);
            case HALF_CLOSE -> game.shutdownOutput();
            case BLACK_HOLE -> {
                return false;
            }
            case TRUNCATE -> forward(call, up, answers).writeHalf(out);
            case DROP_REPLY -> {
                forward(call, up, answers);
                reset(game);
            }
            case NONE, SLOW -> {
                HttpMessage reply = forward(call, up, answers);
                pause(fault == Fault.SLOW ? SLOW_MILLIS : 0);
                reply.write(out);
                return !reply.closes();
            }
        }
        return false;
    }

    private HttpMessage forward(Call call, Socket up, InputStream answers) throws IOException {
        long forwarded = System.nanoTime();
        call.request().write(up.getOutputStream());
        HttpMessage reply = HttpMessage.read(answers, call.operation().equals("HEAD"))
                .orElseThrow(() -> new IOException("the service closed the connection"));
        watch.carriedOut(call, reply.status(), forwarded);
        return reply;
    }

    private static HttpMessage refusal(Fault fault, Call call) {
        String dynamo = fault == Fault.THROTTLE
                ? "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException\","
                        + "\"message\":\"The level of configured provisioned throughput for the table was exceeded\"}"
                : "{\"__type\":\"com.amazon.coral.service#InternalServerError\",\"message\":\"Internal server error\"}";
        String code = fault == Fault.THROTTLE ? "SlowDown" : "InternalError";
        String body =
                call.isDynamo() ? dynamo : "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>";
        String status = fault == Fault.ERROR ? "500 Error" : call.isDynamo() ? "400 Bad Request" : "503 Slow Down";
        String type = call.isDynamo() ? "application/x-amz-json-1.0" : "application/xml";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new HttpMessage(
                "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length + "\r\n\r\n",
                bytes);
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(this::close);
    }
}
