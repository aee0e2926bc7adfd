package me.feverdrea.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.feverdrea.story.Sha256;

/** As much of S3 as a reader of objects needs: GET and HEAD, ranges, If-Match, errors in its XML; and faults on demand. */
public final class S3Server implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final HttpServer server;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Fault fault = exchange -> false;

    /** Answers in the server's place and says so, or leaves the request to it. */
    public interface Fault {
        boolean answers(HttpExchange exchange) throws IOException;
    }

    public S3Server() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "s3-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::serve);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** @param name bucket and key */
    public void put(String name, byte[] bytes) {
        objects.put("/" + name, bytes);
    }

    public byte[] get(String name) {
        return objects.get("/" + name);
    }

    public void remove(String name) {
        objects.remove("/" + name);
    }

    public void breakWith(Fault broken) {
        fault = broken;
    }

    /** "METHOD /bucket/key range" of all requests so far. */
    public List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + " " + path + (range == null ? "" : " " + range));
            if (!fault.answers(exchange)) {
                answer(exchange, path, range);
            }
        }
    }

    private void answer(HttpExchange exchange, String path, String range) throws IOException {
        byte[] object = objects.get(path);
        if (object == null) {
            refuse(exchange, 404, "NoSuchKey");
            return;
        }
        String etag = "\"" + Sha256.hex(object).substring(0, 32) + "\"";
        String wanted = exchange.getRequestHeaders().getFirst("If-Match");
        if (wanted != null && !wanted.equals(etag)) {
            refuse(exchange, 412, "PreconditionFailed");
            return;
        }
        exchange.getResponseHeaders().set("ETag", etag);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(object.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        byte[] part = object;
        Matcher bounds = RANGE.matcher(range == null ? "" : range);
        if (bounds.matches()) {
            int from = Integer.parseInt(bounds.group(1));
            int to = Math.min(object.length, Integer.parseInt(bounds.group(2)) + 1);
            part = Arrays.copyOfRange(object, from, to);
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + object.length);
        }
        exchange.sendResponseHeaders(bounds.matches() ? 206 : 200, part.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(part);
        }
    }

    /** An error as S3 words it. */
    public static boolean refuse(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + code
                        + "</Message></Error>")
                .getBytes();
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        return true;
    }
}
