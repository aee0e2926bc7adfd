package me.feverdrea.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What Linux tells of the machine; elsewhere it counts as idle, and memory as 0. */
final class Machine {
    private static final Path PROC = Path.of("/proc");
    private static final int IDLE_COLUMN = 4;
    private static final int STEAL_COLUMN = 8;
    // in /proc/PID/stat behind the name, which may hold spaces: user and system time of the process
    private static final int USER_TIME = 11;

    private Machine() {}

    /** Ticks of a hundredth of a second of one core, from the start of the machine. */
    record Ticks(long all, long foreign) {
        /** Share of all cores that went to other programs than this one and those it started. */
        static double foreignShare(Ticks from, Ticks to) {
            return to.all == from.all ? 0 : (double) (to.foreign - from.foreign) / (to.all - from.all);
        }
    }

    static Ticks ticks() {
        long[] cpu = cpu();
        // guests' time stands in user time already
        long all = Arrays.stream(cpu, 1, cpu.length).sum();
        long idle = cpu.length == 1 ? 0 : cpu[IDLE_COLUMN] + cpu[IDLE_COLUMN + 1];
        ProcessHandle self = ProcessHandle.current();
        long own = Stream.concat(Stream.of(self), self.descendants())
                .mapToLong(Machine::ticksOf)
                .sum();
        return new Ticks(all, all - idle - own);
    }

    private static long[] cpu() {
        try (Stream<String> lines = Files.lines(PROC.resolve("stat"))) {
            String first = lines.findFirst().orElseThrow();
            return LongStream.concat(
                            LongStream.of(0),
                            Arrays.stream(first.split(" +"))
                                    .skip(1)
                                    .limit(STEAL_COLUMN)
                                    .mapToLong(Long::parseLong))
                    .toArray();
        } catch (IOException e) {
            return new long[1];
        }
    }

    private static long ticksOf(ProcessHandle process) {
        try {
            String stat = Files.readString(PROC.resolve(process.pid() + "/stat"));
            String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(columns[USER_TIME]) + Long.parseLong(columns[USER_TIME + 1]);
        } catch (IOException e) {
            // it has ended, or this is no Linux
            return 0;
        }
    }

    /** @param process number of the process, or {@code self} */
    static double peakMib(String process) {
        return mib(process, "VmHWM:");
    }

    /** What this process holds now. */
    static double heldMib() {
        return mib("self", "VmRSS:");
    }

    private static double mib(String process, String figure) {
        try (Stream<String> status = Files.lines(PROC.resolve(process + "/status"))) {
            return status.filter(line -> line.startsWith(figure))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Bytes a second that all cores together read from memory: no engine reads its weights faster. */
    static double bandwidth() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try {
            long[][] blocks = new long[cores][(256 << 20) / Long.BYTES];
            double best = 0;
            for (int trial = 0; trial < 8; trial++) {
                List<Callable<Long>> sums = Arrays.stream(blocks)
                        .map(block -> (Callable<Long>) () -> sum(block))
                        .toList();
                long start = System.nanoTime();
                for (Future<Long> sum : threads.invokeAll(sums)) {
                    sum.get();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                best = Math.max(best, (double) cores * (256 << 20) / seconds);
            }
            return best;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long sum(long[] block) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < block.length; i += 4) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
        }
        return a + b + c + d;
    }
}
