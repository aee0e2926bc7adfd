package me.feverdrea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import me.feverdrea.tables.Duck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the packaged application, as an author or an analyst types them, with the shipped model. */
class CommandsIT {
    private static final Path JAR = Path.of("function/target/quarkus-app/quarkus-run.jar");

    @TempDir
    Path folder;

    private record Done(int code, String said) {}

    private Done run(String... arguments) throws IOException, InterruptedException {
        assertTrue(Files.exists(JAR), JAR.toAbsolutePath() + " is missing; run ./mvnw package -DskipTests");
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.add("-Dfeverdream.data=" + folder.resolve("data"));
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        return new Done(code, Files.readString(said));
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aStoryIsWalkedExportedAndReported() throws Exception {
        Done walked = run("walk", "--story", "spider", "--branches", "6");
        assertEquals(0, walked.code(), walked.said());
        assertTrue(walked.said().matches("(?s).*branches dreamed +6\\s.*"), walked.said());
        assertTrue(walked.said().contains("drafts that the gate turned away"), walked.said());

        Done exported = run("export", "--out", out("tables"));
        assertEquals(0, exported.code(), exported.said());
        assertTrue(exported.said().contains("6 branches in 1 file of each format"), exported.said());
        try (Duck duck = new Duck()) {
            for (String table : List.of(Duck.parquet(folder.resolve("tables")), Duck.csv(folder.resolve("tables")))) {
                assertEquals(
                        List.of("6|1|walker"),
                        duck.rows("SELECT count(*), count(DISTINCT story), max(asked_by) FROM " + table));
            }
        }

        Done reported = run("report", "--out", out("report.html"));
        assertEquals(0, reported.code(), reported.said());
        String page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("<svg"), page.substring(0, 200));
        assertTrue(!page.contains("<script"), "generated text is data, and the page needs no code");
    }

    @Test
    void anEmptyTableIsTablesWithoutRowsAndAReportThatSaysSo() throws Exception {
        Done early = run("export", "--out", out("tables"));
        assertTrue(early.code() != 0, early.said());
        assertTrue(early.said().contains("no such file; play first"), early.said());

        Done looked = run("walk", "--branches", "0");
        assertEquals(0, looked.code(), looked.said());
        assertTrue(looked.said().matches("(?s).*branches dreamed +0\\s.*"), looked.said());

        Done exported = run("export", "--out", out("tables"));
        assertEquals(0, exported.code(), exported.said());
        assertTrue(exported.said().contains("0 branches"), exported.said());
        assertEquals(0, run("report", "--out", out("report.html")).code());
    }

    @Test
    void whatIsMistypedIsToldWithTheCureAndLeavesNothing() throws Exception {
        for (List<String> typed : List.of(
                List.of("export", "--out", out("t"), "--format", "xlsx"),
                List.of("export", "--out", out("t"), "--from-export", out("absent")),
                List.of("walk", "--dreams", "0"),
                List.of("dance"))) {
            Done refused = run(typed.toArray(String[]::new));
            assertTrue(refused.code() != 0, typed.toString());
            assertTrue(!refused.said().contains("\tat "), refused.said());
        }
        assertTrue(Files.notExists(folder.resolve("t")));
    }
}
