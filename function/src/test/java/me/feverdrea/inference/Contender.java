package me.feverdrea.inference;

/** Something that can do the workloads. */
interface Contender extends AutoCloseable {
    String name();

    /** Time in milliseconds, or NaN for what it does not do. */
    double millis(Workload workload);

    @Override
    void close();
}
