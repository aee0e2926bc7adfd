package me.feverdrea.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes the items out of the answer to a scan while it comes from the line, before the SDK makes a map of every value, copies it
 * and is asked for each column again: that was nearly half of an export's own work. The SDK gets what is left of the answer.
 */
final class ScannedRows implements ExecutionInterceptor {
    private static final ExecutionAttribute<List<Object[]>> INTO = new ExecutionAttribute<>("ScannedRows.into");
    private static final ExecutionAttribute<byte[]> REST = new ExecutionAttribute<>("ScannedRows.rest");
    private static final String CHECKSUM = "x-amz-crc32";
    private static final String ENCODING = "Content-Encoding";
    private static final JsonFactory JSON = new JsonFactory();

    /** For a request whose rows are wanted in this list; only of clients that this stands between. */
    static AwsRequestOverrideConfiguration into(List<Object[]> rows) {
        return AwsRequestOverrideConfiguration.builder()
                .putExecutionAttribute(INTO, rows)
                .build();
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        List<Object[]> rows = attributes.getAttribute(INTO);
        SdkHttpResponse response = context.httpResponse();
        attributes.putAttribute(REST, null);
        if (rows == null || !response.isSuccessful() || context.responseBody().isEmpty()) {
            return response;
        }
        // Of an answer that broke off and is asked for again.
        rows.clear();
        try (InputStream body = context.responseBody().get()) {
            attributes.putAttribute(REST, read(body, response, rows));
        } catch (IOException e) {
            throw RetryableException.create("an answer that broke off or is bent: " + e.getMessage(), e);
        }
        return response.toBuilder()
                .removeHeader(CHECKSUM)
                .removeHeader(ENCODING)
                .removeHeader("Content-Length")
                .build();
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        byte[] rest = attributes.getAttribute(REST);
        return rest == null ? context.responseBody() : Optional.of(new ByteArrayInputStream(rest));
    }

    private static byte[] read(InputStream body, SdkHttpResponse response, List<Object[]> rows) throws IOException {
        if (response.firstMatchingHeader(ENCODING).filter("gzip"::equals).isPresent()) {
            // Which has a checksum of its own.
            try (InputStream plain = new GZIPInputStream(body)) {
                return read(plain, rows);
            }
        }
        CheckedInputStream checked = new CheckedInputStream(body, new CRC32());
        byte[] rest = read(checked, rows);
        long found = checked.getChecksum().getValue();
        Optional<String> sent = response.firstMatchingHeader(CHECKSUM);
        if (sent.isPresent() && Long.parseLong(sent.get()) != found) {
            throw new IOException("an answer with the checksum " + found + ", DynamoDB sent " + sent.get());
        }
        return rest;
    }

    /** Everything but the items. */
    private static byte[] read(InputStream body, List<Object[]> rows) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try (JsonParser in = JSON.createParser(body);
                JsonGenerator out = JSON.createGenerator(rest)) {
            in.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            in.nextToken();
            out.writeStartObject();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (in.nextToken() == JsonToken.START_ARRAY && name.equals("Items")) {
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        rows.add(ItemReader.item(in));
                    }
                } else {
                    out.writeFieldName(name);
                    out.copyCurrentStructure(in);
                }
            }
            out.writeEndObject();
        }
        body.transferTo(OutputStream.nullOutputStream());
        return rest.toByteArray();
    }
}
