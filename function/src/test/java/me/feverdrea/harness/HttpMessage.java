package me.feverdrea.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP/1.1 request or response as it stood on the wire.
 *
 * @param head start line and headers, with the blank line
 * @param body as framed: a chunked body with its chunk lines
 */
record HttpMessage(String head, byte[] body) {
    private static final int MOST_HEAD = 1 << 17;

    /** Empty where the connection ended before a message began. */
    static Optional<HttpMessage> read(InputStream in, boolean answersHead) throws IOException {
        Optional<String> head = readHead(in);
        while (head.isPresent() && head.get().startsWith("HTTP/1.1 100 ")) {
            head = readHead(in);
        }
        if (head.isEmpty()) {
            return Optional.empty();
        }
        HttpMessage message = new HttpMessage(head.get(), new byte[0]);
        if (answersHead || message.isBodiless()) {
            return Optional.of(message);
        }
        Optional<String> length = message.header("content-length");
        if (length.isPresent()) {
            return Optional.of(new HttpMessage(head.get(), exactly(in, Integer.parseInt(length.get()))));
        }
        if (message.header("transfer-encoding")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return Optional.of(new HttpMessage(head.get(), chunks(in)));
        }
        boolean untilTheEnd = head.get().startsWith("HTTP/");
        return Optional.of(new HttpMessage(head.get(), untilTheEnd ? in.readAllBytes() : new byte[0]));
    }

    private boolean isBodiless() {
        return head.startsWith("HTTP/") && (status() == 304 || status() == 204 || status() < 200);
    }

    private static Optional<String> readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int tail = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            tail = tail << 8 | b;
            if (tail == 0x0d0a0d0a) {
                return Optional.of(head.toString(StandardCharsets.ISO_8859_1));
            }
            if (head.size() > MOST_HEAD) {
                throw new IOException("a head of more than " + MOST_HEAD + " bytes");
            }
        }
        if (head.size() > 0) {
            throw new EOFException("the connection ended within a head: " + head);
        }
        return Optional.empty();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line(in, body);
            int size = Integer.parseInt(line.split(";")[0].strip(), 16);
            body.write(exactly(in, size));
            if (size == 0) {
                while (!line(in, body).isEmpty()) {
                    // trailers
                }
                return body.toByteArray();
            }
            line(in, body);
        }
    }

    private static String line(InputStream in, ByteArrayOutputStream copy) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within a chunk");
            }
            copy.write(b);
            line.append((char) b);
        }
        copy.write('\n');
        return line.toString().strip();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a body of " + bytes.length + " bytes instead of " + length);
        }
        return bytes;
    }

    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    Optional<String> header(String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ':', 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean closes() {
        return header("connection").orElse("").equalsIgnoreCase("close");
    }

    void write(OutputStream out) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    /** The head and half of the body, so that the announced length is a lie. */
    void writeHalf(OutputStream out) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body, 0, body.length / 2);
        out.flush();
    }
}
