package me.feverdrea.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import me.feverdrea.story.Allowance;
import me.feverdrea.story.FreeTextException;

/** Reads the bodies of free-text choices. */
@Singleton
final class Saying {
    static final String FORM = "send {\"id\":\"_…\",\"text\":\"…\"} as application/json";

    private final ObjectMapper json;
    private final Allowance allowance;

    Saying(ObjectMapper json, Allowance allowance) {
        this.json = json;
        this.allowance = allowance;
    }

    boolean isAllowed() {
        return allowance.freeText();
    }

    /** Asks for JSON by name: a page of another site may not send that without being asked. */
    Said read(String contentType, byte[] body) {
        if (!isAllowed()) {
            throw new FreeTextException("nothing can be typed in this game", "take one of the choices");
        }
        if (!isJson(contentType)) {
            throw new NotSupportedException();
        }
        try {
            JsonNode said = json.readTree(body == null ? new byte[0] : body);
            return new Said(text(said, "id"), text(said, "text"));
        } catch (IOException noJson) {
            throw new FreeTextException("the body is no JSON", FORM);
        }
    }

    private static boolean isJson(String contentType) {
        try {
            return contentType != null
                    && MediaType.APPLICATION_JSON_TYPE.isCompatible(MediaType.valueOf(contentType))
                    && !contentType.startsWith("*");
        } catch (IllegalArgumentException noType) {
            return false;
        }
    }

    private static String text(JsonNode said, String field) {
        JsonNode value = said == null ? null : said.get(field);
        if (value == null || !value.isTextual()) {
            throw new FreeTextException("the body has no '" + field + "'", FORM);
        }
        return value.textValue();
    }
}
