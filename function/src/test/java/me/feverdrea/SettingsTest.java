package me.feverdrea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names and defaults of the settings are a promise to whoever runs the game. */
class SettingsTest {

    private static Settings settings(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(Settings.class)
                .build();
        return config.getConfigMapping(Settings.class);
    }

    @Test
    void theDefaultsAre() {
        Settings settings = settings(Map.of());
        assertEquals(Path.of("function/stories"), settings.stories());
        assertEquals(Path.of("function/data"), settings.data());
        assertEquals(Path.of("function/models"), settings.models());
        assertEquals(Settings.Branches.SQLITE, settings.branches());
        assertEquals(Optional.empty(), settings.bundle());
        assertEquals(Optional.empty(), settings.browserBundle());
        assertEquals(Settings.Model.FOLDER, settings.model());
        assertEquals(Optional.empty(), settings.s3().bucket());
        assertEquals(Optional.empty(), settings.s3().endpoint());
        assertEquals(Optional.empty(), settings.s3().manifestSha256());
        assertEquals(Path.of("function/data/models"), settings.s3().cache());
        assertEquals(6, settings.s3().parallel());
        assertEquals(Duration.ofSeconds(12), settings.s3().patience());
        assertEquals(Optional.empty(), settings.onnxruntime());
        assertEquals(false, settings.requestLines());
        assertEquals(Duration.ofSeconds(30), settings.lease());
        assertEquals(OptionalInt.empty(), settings.budget().day());
        assertEquals(OptionalInt.empty(), settings.budget().client());
        assertEquals(Optional.empty(), settings.clientAddressHeader());
        assertEquals("feverdream-branches", settings.dynamodb().table());
        assertEquals("feverdream-private", settings.dynamodb().privateTable());
        assertEquals(true, settings.freeText());
        assertEquals(0, settings.night().branches());
        assertEquals(Duration.ofSeconds(8), settings.night().time());
        assertEquals(30, settings.accessLogDays());
        assertEquals(true, settings.ahead());
        assertEquals(Optional.empty(), settings.report());
        assertEquals(true, settings.inBrowser());
        assertEquals("feverdream-control", settings.dynamodb().controlTable());
        assertEquals(true, settings.generation().enabled());
        assertEquals(Optional.empty(), settings.dynamodb().endpoint());
        assertEquals(5, settings.generation().attempts());
        assertEquals(Duration.ofSeconds(15), settings.generation().deadline());
        assertEquals(Duration.ofSeconds(8), settings.generation().queue());
        assertEquals(32, settings.generation().waiting());
        assertEquals(0, settings.generation().threads());
        assertEquals(64, settings.generation().keptMib());
        assertEquals(0.65, settings.sampling().temperature());
        assertEquals(40, settings.sampling().topK());
        assertEquals(0.9, settings.sampling().topP());
        assertEquals(1.05, settings.sampling().repetitionPenalty());
        assertEquals(160, settings.sampling().penaltyWindow());
        assertEquals(4, settings.sampling().noRepeatNgram());
        assertEquals(4, settings.sampling().bestOf());
    }

    @Test
    void theNamesAre() {
        Settings settings = settings(Map.ofEntries(
                Map.entry("feverdream.stories", "s"),
                Map.entry("feverdream.data", "d"),
                Map.entry("feverdream.models", "m"),
                Map.entry("feverdream.branches", "dynamodb"),
                Map.entry("feverdream.bundle", "b"),
                Map.entry("feverdream.browser-bundle", "bb"),
                Map.entry("feverdream.dynamodb.table", "t"),
                Map.entry("feverdream.dynamodb.endpoint", "http://localhost:1"),
                Map.entry("feverdream.free-text", "false"),
                Map.entry("feverdream.onnxruntime", "o"),
                Map.entry("feverdream.request-lines", "true"),
                Map.entry("feverdream.access-log-days", "0"),
                Map.entry("feverdream.ahead", "false"),
                Map.entry("feverdream.night.branches", "5"),
                Map.entry("feverdream.night.time", "4s"),
                Map.entry("feverdream.generation.kept-mib", "0"),
                Map.entry("feverdream.in-browser", "false"),
                Map.entry("feverdream.report", "mailto:abuse@dreams.example"),
                Map.entry("feverdream.dynamodb.private-table", "p"),
                Map.entry("feverdream.lease", "0s"),
                Map.entry("feverdream.budget.day", "500"),
                Map.entry("feverdream.budget.client", "20"),
                Map.entry("feverdream.client-address-header", "CloudFront-Viewer-Address"),
                Map.entry("feverdream.dynamodb.control-table", "c"),
                Map.entry("feverdream.generation.enabled", "false"),
                Map.entry("feverdream.generation.attempts", "1"),
                Map.entry("feverdream.generation.deadline", "2s"),
                Map.entry("feverdream.generation.queue", "3s"),
                Map.entry("feverdream.generation.waiting", "5"),
                Map.entry("feverdream.generation.threads", "4"),
                Map.entry("feverdream.sampling.temperature", "0"),
                Map.entry("feverdream.sampling.top-k", "1"),
                Map.entry("feverdream.sampling.top-p", "0.5"),
                Map.entry("feverdream.sampling.repetition-penalty", "1"),
                Map.entry("feverdream.sampling.penalty-window", "2"),
                Map.entry("feverdream.sampling.no-repeat-ngram", "3"),
                Map.entry("feverdream.sampling.best-of", "2")));
        assertEquals(Settings.Branches.DYNAMODB, settings.branches());
        assertEquals(Optional.of("b"), settings.bundle());
        assertEquals(Optional.of("bb"), settings.browserBundle());
        assertEquals("t", settings.dynamodb().table());
        assertEquals("c", settings.dynamodb().controlTable());
        assertEquals("p", settings.dynamodb().privateTable());
        assertEquals(false, settings.freeText());
        assertEquals(Optional.of(Path.of("o")), settings.onnxruntime());
        assertEquals(true, settings.requestLines());
        assertEquals(0, settings.accessLogDays());
        assertEquals(false, settings.ahead());
        assertEquals(5, settings.night().branches());
        assertEquals(Duration.ofSeconds(4), settings.night().time());
        assertEquals(0, settings.generation().keptMib());
        assertEquals(Optional.of("mailto:abuse@dreams.example"), settings.report());
        assertEquals(false, settings.inBrowser());
        assertEquals(Duration.ZERO, settings.lease());
        assertEquals(OptionalInt.of(500), settings.budget().day());
        assertEquals(OptionalInt.of(20), settings.budget().client());
        assertEquals(Optional.of("CloudFront-Viewer-Address"), settings.clientAddressHeader());
        assertEquals(false, settings.generation().enabled());
        assertEquals(Duration.ofSeconds(3), settings.generation().queue());
        assertEquals(5, settings.generation().waiting());
        assertEquals(1, settings.sampling().topK());
        assertEquals(3, settings.sampling().noRepeatNgram());
        assertEquals(2, settings.sampling().bestOf());
    }

    @Test
    void everySettingStandsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (String name : names(Settings.class, "feverdream")) {
            assertTrue(readme.contains("| `" + name + "` |"), name + " is not in README's table");
        }
    }

    /** As the mapping derives them from its methods. */
    private static List<String> names(Class<?> mapping, String prefix) {
        return Arrays.stream(mapping.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .flatMap(method -> {
                    String name = prefix
                            + '.'
                            + method.getName()
                                    .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                                    .toLowerCase(Locale.ROOT);
                    return method.getReturnType().getEnclosingClass() == Settings.class
                                    && method.getReturnType().isInterface()
                            ? names(method.getReturnType(), name).stream()
                            : Stream.of(name);
                })
                .toList();
    }

    @Test
    void aMisspeltSettingIsRefusedAndNotIgnored() {
        assertThrows(RuntimeException.class, () -> settings(Map.of("feverdream.storys", "s")));
        assertThrows(RuntimeException.class, () -> settings(Map.of("feverdream.branches", "mysql")));
    }
}
