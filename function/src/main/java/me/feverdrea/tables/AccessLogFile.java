package me.feverdrea.tables;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.feverdrea.story.AccessLog;

/**
 * Requests as CSV files of a day each, in columns of CloudFront's access log under its names, so that one query reads both. A
 * thread of its own writes; what it cannot keep up with is left out, and counted in the log of the game.
 */
public final class AccessLogFile implements AccessLog, AutoCloseable {
    /** In the order of the file. No column tells who asked: neither address nor agent nor cookie. */
    public static final List<String> COLUMNS = List.of(
            "date", "time", "cs_method", "cs_uri_stem", "sc_status", "sc_bytes", "time_taken", "x_edge_result_type");

    private static final System.Logger LOG = System.getLogger(AccessLogFile.class.getName());
    private static final int WAITING = 10_000;
    private static final long PAUSE_MILLIS = 500;
    private static final long CLOSING_MILLIS = 5000;
    private static final long FILE_BYTES = 64L << 20;
    private static final int LONGEST_PATH = 2000;
    private static final int NOT_MODIFIED = 304;
    private static final int FIRST_ERROR = 400;

    /** An id of what a player typed begins with it, and no other does; paths come as they were sent, so perhaps encoded. */
    private static final Pattern PRIVATE = Pattern.compile("(?i)(?:[./]|%2e|%2f)(?:_|%5f)");

    private static final Pattern FILE = Pattern.compile("access-(\\d{4}-\\d{2}-\\d{2})-.*\\.csv");

    private final Path folder;
    private final int days;
    private final BlockingQueue<Access> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong left = new AtomicLong();
    private final Thread writer = new Thread(this::work, "access log");
    private volatile boolean closed;

    private BufferedWriter out;
    private LocalDate day;
    private int number;
    private long bytes;

    /**
     * @param folder made if it is not there; several processes may share it
     * @param days that a file is kept
     */
    public AccessLogFile(Path folder, int days) {
        this.folder = folder;
        this.days = days;
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void write(Access access) {
        if (!PRIVATE.matcher(access.path()).find() && !waiting.offer(access)) {
            left.incrementAndGet();
        }
    }

    private void work() {
        try {
            while (!closed || !waiting.isEmpty()) {
                Access next = waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    append(next);
                }
                if (waiting.isEmpty() && out != null) {
                    out.flush();
                    tellWhatWasLeft();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0}: the access log ends here: {1}", folder, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            shut();
        }
    }

    private void tellWhatWasLeft() {
        long more = left.getAndSet(0);
        if (more > 0) {
            LOG.log(Level.WARNING, "{0}: {1} requests came too fast to be written down", folder, more);
        }
    }

    private void append(Access access) throws IOException {
        LocalDate today = LocalDate.ofInstant(access.at(), ZoneOffset.UTC);
        if (!today.equals(day) || bytes > FILE_BYTES) {
            open(today);
        }
        String line = line(access);
        out.write(line);
        bytes += line.length();
    }

    private void open(LocalDate today) throws IOException {
        shut();
        number = today.equals(day) ? number + 1 : 1;
        day = today;
        Files.createDirectories(folder);
        forget(today.minusDays(days));
        Path file =
                folder.resolve("access-" + today + '-' + ProcessHandle.current().pid() + '-' + number + ".csv");
        bytes = Files.exists(file) ? Files.size(file) : 0;
        out = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (bytes == 0) {
            out.write(String.join(",", COLUMNS) + '\n');
        }
    }

    private void forget(LocalDate before) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches() && isBefore(name.group(1), before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isBefore(String date, LocalDate before) {
        try {
            return LocalDate.parse(date).isBefore(before);
        } catch (DateTimeParseException notOurs) {
            return false;
        }
    }

    private static String line(Access access) {
        String path = access.path();
        String kept = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH);
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,\"%s\",%d,%d,%.3f,%s\n",
                LocalDate.ofInstant(access.at(), ZoneOffset.UTC),
                access.at().toString().substring(11, 19),
                access.method().replaceAll("[^A-Z]", ""),
                // Nothing but its quote ends a CSV field; line breaks would be legal, but no path has any.
                kept.replaceAll("\\p{Cntrl}", " ").replace("\"", "\"\""),
                access.status(),
                access.bytes(),
                access.taken().toMillis() / 1000.0,
                result(access.status()));
    }

    /** In CloudFront's words; with no edge in front nothing is a hit. */
    private static String result(int status) {
        if (status >= FIRST_ERROR) {
            return "Error";
        }
        return status == NOT_MODIFIED ? "RefreshHit" : "Miss";
    }

    private void shut() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0}: {1}", folder, e.getMessage());
        }
        out = null;
    }

    /** Writes what waits. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
