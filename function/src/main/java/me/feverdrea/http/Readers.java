package me.feverdrea.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import me.feverdrea.story.Reader;

/** Who asks, and whether for himself. */
@Singleton
final class Readers {
    /** The standard's, Chrome's of old, Firefox's of old. */
    private static final List<String> PURPOSES = List.of("Sec-Purpose", "Purpose", "X-Moz");

    private final ClientAddress addresses;

    Readers(ClientAddress addresses) {
        this.addresses = addresses;
    }

    Reader of(HttpServerRequest http) {
        return new Reader(addresses.of(http), asksForItself(http));
    }

    /** What nobody reads is not worth dreaming: a HEAD, a browser's prefetch. */
    private static boolean asksForItself(HttpServerRequest http) {
        return http.method() == HttpMethod.POST
                || http.method() == HttpMethod.GET
                        && PURPOSES.stream()
                                .flatMap(name -> http.headers().getAll(name).stream())
                                .noneMatch(purpose ->
                                        purpose.toLowerCase(Locale.ROOT).contains("prefetch"));
    }
}
