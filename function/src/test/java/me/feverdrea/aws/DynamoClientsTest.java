package me.feverdrea.aws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import me.feverdrea.story.StoreException;
import me.feverdrea.story.StoryPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a service fails, a call ends in time for the reader to be told. */
class DynamoClientsTest {
    private static final Duration MOST = Duration.ofMillis(4500);

    private final Properties before = new Properties();
    private final List<Socket> held = new ArrayList<>();

    interface Fault {
        void on(Socket socket) throws IOException;
    }

    @BeforeEach
    void identify() {
        before.putAll(System.getProperties());
        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
    }

    @AfterEach
    void restore() throws IOException {
        System.setProperties(before);
        for (Socket socket : held) {
            socket.close();
        }
    }

    @Test
    void aBlackHoleIsGivenUp() throws IOException {
        assertGivenUp(held::add);
    }

    @Test
    void aConnectionThatBreaksIsGivenUp() throws IOException {
        assertGivenUp(socket -> {
            socket.setSoLinger(true, 0);
            socket.close();
        });
    }

    @Test
    void anAnswerCutShortIsGivenUp() throws IOException {
        assertGivenUp(socket -> {
            answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Item\":");
            socket.close();
        });
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() throws IOException {
        assertGivenUp(socket -> {
            held.add(socket);
            answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Item\":");
        });
    }

    @Test
    void whatIsNoJsonIsGivenUp() throws IOException {
        assertGivenUp(socket -> {
            answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
            socket.close();
        });
    }

    @Test
    void aServiceThatIsOverloadedIsGivenUp() throws IOException {
        String body = "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ThrottlingException\",\"message\":\"slow\"}";
        assertGivenUp(socket -> {
            answer(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            socket.close();
        });
    }

    private static void answer(Socket socket, String text) throws IOException {
        socket.getInputStream().read(new byte[8192]);
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void assertGivenUp(Fault fault) throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread service = new Thread(() -> {
                while (!server.isClosed()) {
                    try {
                        fault.on(server.accept());
                    } catch (IOException over) {
                        // the test closed it, or the client did
                    }
                }
            });
            service.setDaemon(true);
            service.start();
            try (DynamoBranchStore store = new DynamoBranchStore(
                    DynamoClients.client(Optional.of(URI.create("http://localhost:" + server.getLocalPort()))), "t")) {
                Instant asked = Instant.now();
                assertThrows(StoreException.class, () -> store.find(StoryPath.parse("a/1/a")));
                Duration took = Duration.between(asked, Instant.now());
                assertTrue(took.compareTo(MOST) < 0, "took " + took);
            }
        }
    }
}
