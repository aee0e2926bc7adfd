package me.feverdrea.story;

import java.time.Duration;
import java.time.Instant;

/** What was asked for, so that reads, choices taken and drop-off can be counted. Nothing in it tells who asked. */
public interface AccessLog {

    /**
     * A request that was answered.
     *
     * @param path as it was sent, without a query; whatever a client chose to send
     * @param bytes of the answer's body
     */
    record Access(Instant at, String method, String path, int status, long bytes, Duration taken) {}

    /** Takes no time of the one who asks. What is private is not kept. */
    void write(Access access);

    /** Keeps nothing. */
    AccessLog NONE = access -> {};
}
