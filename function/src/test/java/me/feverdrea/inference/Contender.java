package me.feverdrea.inference;

/** Something that can do the workloads. */
interface Contender extends AutoCloseable {
    String name();

    /** Time in milliseconds, or NaN for what it does not do. */
    double millis(Workload workload);

    /** Most memory that it ever held, in MiB; 0 where that cannot be told from the others'. */
    default double peakMib() {
        return 0;
    }

    @Override
    void close();
}
