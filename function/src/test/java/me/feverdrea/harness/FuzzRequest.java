package me.feverdrea.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A request that a client of the game might send by accident or malice: a proper one, with some of its parts bent.
 *
 * @param complete whether HTTP owes it an answer; else it may announce more than was sent
 * @param clean whether another request may follow it on the same connection
 */
record FuzzRequest(String method, byte[] bytes, boolean complete, boolean clean) {
    private static final List<String> PATHS = List.of(
            "/api/stories",
            "/api/stories/burrow/1",
            "/api/stories/burrow/1/go-down",
            "/api/stories/burrow/2/go-left~b",
            "/api/stories/burrow/1/go-down.1",
            "/api/stories/burrow/1/go-down.2~c.1",
            "/api/stories/burrow/999999/look-at-the-stones",
            "/api/stories/burrow/1/go-down._AAAAAAAAAAAAAAAAAAAAAA",
            "/api/ahead/burrow/1",
            "/api/map/burrow/1/go-down",
            "/api/health",
            "/",
            "/index.html",
            "/js/main.js",
            "/robots.txt");
    private static final List<String> METHODS =
            List.of("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "G\0T", "", "PRI");
    private static final List<String> NASTY = List.of(
            "%",
            "%00",
            "%ff%fe",
            "%2f",
            "%2e%2e",
            "..",
            "//",
            "\\",
            "~",
            "~z",
            "._",
            "\u0000",
            "\u00e9",
            "\ud83d\ude00",
            "?",
            "?q=%zz",
            "#x",
            ";",
            "'",
            "\"",
            "<script>",
            "${jndi:x}",
            "\u202e",
            "\ufeff",
            " ",
            "\t",
            "1".repeat(30),
            "a".repeat(1100),
            ".1".repeat(50),
            "%c0%af",
            "%e2%80%ae",
            "*",
            "[",
            "{",
            "|",
            "^",
            "\u007f");
    private static final List<String> HEADERS = List.of(
            "If-None-Match: *",
            "If-None-Match: W/\"",
            "If-None-Match: \"a\",,\"b",
            "If-Modified-Since: x",
            "If-Match: \"x\"",
            "Range: bytes=0-1",
            "Range: bytes=-",
            "Accept: */*;q=x",
            "Accept: text/html;;",
            "Accept: application/xml",
            "Accept-Encoding: gzip;q=9, \u0000",
            "Accept-Charset: x",
            "Accept-Language: \u00ff",
            "Sec-Purpose: prefetch",
            "Sec-Purpose: \u00ff",
            "Cookie: a=b; =; ;",
            "Cookie: \"",
            "Origin: null",
            "Content-Type: application/json",
            "Content-Type: ;",
            "Content-Type: text/plain; charset=no-such",
            "Content-Encoding: gzip",
            "Expect: 100-continue",
            "Expect: x",
            "Upgrade: websocket",
            "Upgrade: h2c",
            "Connection: Upgrade, HTTP2-Settings",
            "HTTP2-Settings: x",
            "X-Forwarded-For: 1.2.3.4",
            "X-HTTP-Method-Override: DELETE",
            "Host: other",
            "Host:",
            "Host: [::1",
            "Forwarded: for=\"",
            "CloudFront-Viewer-Address: x",
            "Authorization: Basic !!!",
            "Authorization: Bearer",
            "TE: trailers",
            "Content-Length: 0",
            "X: " + "y".repeat(9000),
            ": empty",
            "No-Colon",
            "X\u0000: y",
            " folded: x");
    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "{",
            "null",
            "[]",
            "\"\"",
            "{\"id\":\"_AAAAAAAAAAAAAAAAAAAAAA\",\"text\":\"\"}",
            "{\"id\":\"_AAAAAAAAAAAAAAAAAAAAAA\"}",
            "{\"id\":1,\"text\":[]}",
            "{\"id\":\"\\ud800\",\"text\":\"\\udc00\"}",
            "{\"id\":\"x\",\"text\":\"\\u202e\\u0000\"}",
            "{\"id\":\"x\",\"id\":\"y\",\"text\":null}",
            "[".repeat(5000),
            "{\"a\":".repeat(2000),
            "1e999999",
            "-",
            "{\"text\":\"" + "a".repeat(15000) + "\"}",
            "x".repeat(20000),
            "\ufeff{}",
            "{\"text\":\"\u0301\u0301\"}");

    static FuzzRequest next(RandomGenerator random) {
        String method = random.nextInt(4) == 0 ? pick(METHODS, random) : "GET";
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        byte[] path = pick(PATHS, random).getBytes(StandardCharsets.UTF_8);
        int bends = random.nextInt(4);
        for (int i = 0; i < bends; i++) {
            path = bent(path, random);
        }
        boolean clean = bends == 0;
        boolean complete = true;
        put(out, method + ' ');
        out.writeBytes(path);
        put(out, random.nextInt(200) == 0 ? " HTTP/9.9\r\n" : " HTTP/1.1\r\n");
        put(out, "Host: localhost\r\n");
        for (int headers = random.nextInt(3); headers > 0; headers--) {
            byte[] header = pick(HEADERS, random).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(6) == 0) {
                complete &= !new String(header, StandardCharsets.UTF_8).contains("Length");
                header = bent(header, random);
            }
            clean = false;
            out.writeBytes(header);
            put(out, "\r\n");
        }
        boolean hasBody = method.equals("POST") || method.equals("PUT") || random.nextInt(30) == 0;
        if (hasBody) {
            return new FuzzRequest(method, out.toByteArray(), complete, false).withBody(random);
        }
        put(out, "\r\n");
        return new FuzzRequest(method, out.toByteArray(), complete, clean);
    }

    private FuzzRequest withBody(RandomGenerator random) {
        byte[] body = pick(BODIES, random).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(3) == 0) {
            body = bent(body, random);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + body.length + 64);
        out.writeBytes(bytes);
        boolean honest = true;
        switch (random.nextInt(8)) {
            case 0 -> {
                honest = random.nextBoolean() && body.length > 0;
                put(out, "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n");
                out.writeBytes(body);
                put(out, honest ? "\r\n0\r\n\r\n" : "0\r\n");
            }
            case 1 -> {
                int lie = random.nextInt(9);
                honest = lie == 0;
                put(out, "Content-Length: " + (body.length + lie) + "\r\n\r\n");
                out.writeBytes(body);
            }
            case 2 -> {
                put(out, "Content-Length: -1\r\nContent-Length: x\r\n\r\n");
                out.writeBytes(body);
            }
            default -> {
                put(out, "Content-Length: " + body.length + "\r\n\r\n");
                out.writeBytes(body);
            }
        }
        return new FuzzRequest(method, out.toByteArray(), complete && honest, false);
    }

    /** The bytes with something put in, taken out, doubled or flipped, whatever that makes of their UTF-8. */
    private static byte[] bent(byte[] bytes, RandomGenerator random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 16);
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int kind = random.nextInt(5);
        out.write(bytes, 0, at);
        switch (kind) {
            case 0 -> put(out, pick(NASTY, random));
            case 1 -> out.write(random.nextInt(256));
            case 2 -> at = Math.min(bytes.length, at + 1 + random.nextInt(4));
            case 3 -> out.write(bytes, at / 2, at - at / 2);
            default -> {
                if (at < bytes.length) {
                    out.write(bytes[at] ^ 1 << random.nextInt(8));
                    at++;
                }
            }
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String pick(List<String> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
