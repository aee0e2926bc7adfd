package me.feverdrea.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is hardly HTTP any more still gets an answer, and a word with it wherever the server lets us have one. */
@QuarkusTest
class RawRequestTest {
    private static final String SAYING = "POST /api/stories/spider/1/count-arms HTTP/1.1\r\nConnection: close\r\n";

    @TestHTTPResource("/")
    URI root;

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertProblem(int status, String request) throws IOException {
        String answer = answer(request);
        assertTrue(answer.startsWith("HTTP/1.1 " + status + ' '), answer);
        assertTrue(answer.contains("application/problem+json") && answer.contains("\"status\":" + status), answer);
        assertTrue(answer.contains("\"next\":\"") && answer.contains("no-store"), answer);
        assertTrue(!answer.contains("Error id"), answer);
    }

    @Test
    void aRequestThatNamesNoHostIsTold() throws IOException {
        assertProblem(400, "GET /api/stories HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertProblem(400, "GET /api/stories HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aBodyThatIsTooLargeIsTold() throws IOException {
        for (int bytes : new int[] {16_385, 40_000}) {
            assertProblem(413, SAYING + "Host: localhost\r\nContent-Length: " + bytes + "\r\n\r\n" + "x".repeat(bytes));
        }
    }

    @Test
    void aBodyInPiecesIsToldToSayItsLength() throws IOException {
        assertProblem(
                411,
                SAYING + "Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n" + "x".repeat(20_000)
                        + "\r\n0\r\n\r\n");
    }

    /** The server answers these before anything of ours: its status alone. */
    @ParameterizedTest
    @CsvSource({"Content-Length: x, 400", "No-Colon, 400", "Huge: , 431"})
    void whatIsNoHttpGetsAStatus(String header, int status) throws IOException {
        String sent = header.startsWith("Huge") ? header + "y".repeat(30_000) : header;
        String answer =
                answer("GET /api/stories HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + sent + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + ' '), answer);
    }
}
