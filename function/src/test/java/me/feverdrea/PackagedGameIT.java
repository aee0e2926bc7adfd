package me.feverdrea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows across a kill, a restart or a damaged bundle. */
class PackagedGameIT {
    private static final String DOOR = "/api/stories/spider/5/count-arms";
    private static final String OTHER_DOOR = "/api/stories/spider/6/count-arms";

    @TempDir
    Path folder;

    private Path models;

    @BeforeEach
    void copyModels() throws IOException {
        models = folder.resolve("models");
        Path shipped = Path.of("function/models");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.naturalOrder())::iterator) {
                Files.copy(file, models.resolve(shipped.relativize(file).toString()));
            }
        }
    }

    private PackagedGame start() throws IOException, InterruptedException {
        return new PackagedGame(Map.of(
                "feverdream.data", folder.resolve("data").toString(),
                "feverdream.models", models.toString()));
    }

    private Path bundleFile(String name) throws IOException {
        try (Stream<Path> files = Files.walk(models)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private int rows() throws Exception {
        try (Connection tool = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/branches.sqlite"));
                ResultSet count = tool.createStatement().executeQuery("SELECT count(*) FROM branches")) {
            return count.getInt(1);
        }
    }

    @Test
    void aBranchReadsTheSameAfterAKillAndARestart() throws Exception {
        HttpResponse<String> before;
        try (PackagedGame game = start()) {
            before = game.get(DOOR);
            assertEquals(200, before.statusCode(), before.body());
        }
        try (PackagedGame game = start()) {
            HttpResponse<String> after = game.get(DOOR);
            assertEquals(before.body(), after.body());
            assertEquals(before.headers().firstValue("ETag"), after.headers().firstValue("ETag"));
        }
        assertEquals(1, rows());
    }

    @Test
    void aStopInTheMidstOfWritingIsNoCrash() throws Exception {
        try (PackagedGame game = start()) {
            AtomicBoolean stopping = new AtomicBoolean();
            Thread reader = new Thread(() -> readOn(game, stopping));
            reader.start();
            while (!Files.readString(game.log()).contains("First token")) {
                Thread.sleep(20);
            }
            stopping.set(true);
            game.process().destroy();
            assertEquals(143, game.process().waitFor(), Files.readString(game.log()));
            reader.join();
        }
    }

    /** Dreams that nobody has had, so that the game writes all the time. */
    private static void readOn(PackagedGame game, AtomicBoolean stopping) {
        for (int dream = 1; dream <= 16; dream++) {
            try {
                game.get("/api/stories/spider/" + dream + "/count-arms");
            } catch (IOException e) {
                if (!stopping.get()) {
                    throw new UncheckedIOException(e);
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Test
    void aDamagedBundleIsToldAndLeavesEverythingElseReadable() throws Exception {
        String stored;
        try (PackagedGame game = start()) {
            stored = game.get(DOOR).body();
        }
        Path data = bundleFile("model.onnx.data");
        byte[] bytes = Files.readAllBytes(data);
        byte[] damaged = bytes.clone();
        damaged[damaged.length / 2] ^= 1;
        try (PackagedGame game = start()) {
            Files.write(data, damaged);
            refused(game, List.of("model.onnx.data", "sha256"));
            Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
            refused(game, List.of("model.onnx.data", String.valueOf(bytes.length), String.valueOf(bytes.length / 2)));
            Files.delete(data);
            refused(game, List.of("model.onnx.data"));
            assertEquals(stored, game.get(DOOR).body());
            assertEquals(200, game.get("/api/stories/spider/6").statusCode());
            assertEquals(200, game.get("/").statusCode());
            assertEquals(1, rows());
            Files.write(data, bytes);
            assertEquals(200, game.get(OTHER_DOOR).statusCode(), "mended, it works without a restart");
        }
        assertEquals(2, rows());
    }

    private static void refused(PackagedGame game, List<String> told) throws IOException, InterruptedException {
        HttpResponse<String> answer = game.get(OTHER_DOOR);
        assertEquals(503, answer.statusCode());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        told.forEach(part -> assertTrue(answer.body().contains(part), answer.body()));
        assertTrue(!answer.body().contains("\\tat "), answer.body());
    }

    @Test
    void badRequestsLeaveTheTableUntouched() throws Exception {
        try (PackagedGame game = start()) {
            for (String path : List.of(
                    "spider/0/count-arms",
                    "spider/17/count-arms",
                    "spider/1/count-arms~d",
                    "spider/1/count-arms~z",
                    "spider/1/no-such-door",
                    "spider/1/light-the-candle~b",
                    "spider/1/never-dreamed.1",
                    "spider/1/" + "1.".repeat(40) + "1",
                    "spider/1/" + "a".repeat(2000),
                    "spider/1/%ff%fe",
                    "spider%2f1%2fcount-arms",
                    "nowhere/1/count-arms")) {
                int status = game.get("/api/stories/" + path).statusCode();
                assertTrue(status >= 400 && status < 500, path + " answered " + status);
            }
            assertEquals(0, rows());
        }
    }

    @Test
    void aFolderWithoutAnyBundleIsTold() throws Exception {
        models = Files.createDirectory(folder.resolve("empty"));
        try (PackagedGame game = start()) {
            refused(game, List.of("empty"));
            assertEquals(200, game.get("/api/stories/low-water/1").statusCode());
        }
    }

    @Test
    void anErrorInAStoryEndsTheStartWithFileLineAndCure() throws Exception {
        Path stories = Files.createDirectory(folder.resolve("stories"));
        Files.writeString(stories.resolve("broken.twee"), ":: StoryTitle\nBroken\n\n:: Start\n[[Go on->*\n");
        IOException refused = assertThrows(
                IOException.class, () -> new PackagedGame(Map.of("feverdream.stories", stories.toString())));
        assertTrue(refused.getMessage().contains("broken.twee:"), refused.getMessage());
    }
}
