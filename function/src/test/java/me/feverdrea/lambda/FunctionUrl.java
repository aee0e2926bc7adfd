package me.feverdrea.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What a function URL makes of a request that CloudFront signed (payload 2.0), and of the function's answer. */
final class FunctionUrl {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HOST = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws";

    private FunctionUrl() {}

    /** @param headers names in lower case, as they arrive */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
    }

    static String get(String path) {
        return event("GET", path, Map.of(), Optional.empty());
    }

    static String event(String method, String path, Map<String, String> more, Optional<byte[]> body) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0").put("routeKey", "$default");
        event.put("rawPath", path).put("rawQueryString", "");
        ObjectNode headers = event.putObject("headers");
        headers.put("host", HOST).put("user-agent", "Amazon CloudFront").put("accept-encoding", "gzip");
        headers.put("via", "2.0 0123456789abcdef.cloudfront.net (CloudFront)");
        headers.put("x-forwarded-for", "198.51.100.7")
                .put("x-forwarded-proto", "https")
                .put("x-forwarded-port", "443");
        headers.put("cloudfront-viewer-address", "198.51.100.7:46532");
        headers.put("x-amz-source-account", "123456789012");
        more.forEach(headers::put);
        ObjectNode context = event.putObject("requestContext");
        context.put("accountId", "123456789012").put("apiId", HOST.substring(0, 32));
        context.put("domainName", HOST).put("domainPrefix", HOST.substring(0, 32));
        context.putNull("authentication");
        ObjectNode iam = context.putObject("authorizer").putObject("iam");
        iam.put("accessKey", "ASIAEXAMPLE").put("accountId", "123456789012").put("callerId", "AIDEXAMPLE");
        iam.putNull("cognitoIdentity").putNull("principalOrgId");
        iam.put("userArn", "arn:aws:sts::123456789012:assumed-role/cloudfront").put("userId", "AIDEXAMPLE");
        ObjectNode http = context.putObject("http");
        http.put("method", method).put("path", path).put("protocol", "HTTP/1.1");
        http.put("sourceIp", "64.252.101.1").put("userAgent", "Amazon CloudFront");
        context.put("requestId", "5f1c0b9e-2a5a-4a2f-9f0a-0123456789ab").put("routeKey", "$default");
        context.put("stage", "$default")
                .put("time", "25/Nov/2026:10:00:00 +0000")
                .put("timeEpoch", 1795600800000L);
        body.ifPresent(bytes -> {
            headers.put("content-length", String.valueOf(bytes.length));
            String type = more.getOrDefault("content-type", "");
            boolean text = type.startsWith("text/") || type.startsWith("application/json");
            event.put(
                    "body",
                    text
                            ? new String(bytes, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(bytes));
            event.put("isBase64Encoded", !text);
        });
        if (body.isEmpty()) {
            event.put("isBase64Encoded", false);
        }
        return event.toString();
    }

    /** By the flag and never by the type of the content. */
    static Answer answer(String response) {
        try {
            JsonNode root = JSON.readTree(response);
            String body = root.path("body").asText("");
            @SuppressWarnings("unchecked")
            Map<String, String> headers = JSON.convertValue(root.path("headers"), Map.class);
            return new Answer(
                    root.path("statusCode").asInt(),
                    headers == null ? Map.of() : headers,
                    root.path("isBase64Encoded").asBoolean()
                            ? Base64.getDecoder().decode(body)
                            : body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(response, e);
        }
    }
}
