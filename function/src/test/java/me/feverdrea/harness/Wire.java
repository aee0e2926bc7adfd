package me.feverdrea.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/** Raw bytes to a game and back, over one connection as long as the game keeps it. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    /** For requests that may never get an answer, since they announce more than they send. */
    private static final int SHORT_PATIENCE_MILLIS = 300;

    private final Game game;
    private Socket socket;
    private InputStream in;

    Wire(Game game) {
        this.game = game;
    }

    /** What came back; empty where the game closed the connection without a word. */
    record Reply(Optional<HttpMessage> answer, boolean hung) {}

    Reply send(FuzzRequest request) throws IOException {
        boolean reused = socket != null;
        if (reused && !request.clean()) {
            close();
            reused = false;
        }
        Reply reply = exchange(request);
        // The game may end a kept connection whenever it likes.
        return reused && reply.answer().isEmpty() && !reply.hung() ? exchange(request) : reply;
    }

    private Reply exchange(FuzzRequest request) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), game.port());
            socket.setTcpNoDelay(true);
            // A reset at the end: half a million closed sockets would wait for their ports otherwise.
            socket.setSoLinger(true, 0);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
        }
        socket.setSoTimeout(request.complete() ? PATIENCE_MILLIS : SHORT_PATIENCE_MILLIS);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(request.bytes());
            out.flush();
            Optional<HttpMessage> answer = HttpMessage.read(in, request.method().equals("HEAD"));
            if (!request.clean() || answer.isEmpty() || answer.get().closes()) {
                close();
            }
            return new Reply(answer, false);
        } catch (SocketTimeoutException silence) {
            close();
            return new Reply(Optional.empty(), request.complete());
        } catch (IOException reset) {
            close();
            return new Reply(Optional.empty(), false);
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
