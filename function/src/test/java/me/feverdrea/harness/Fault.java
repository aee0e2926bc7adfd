package me.feverdrea.harness;

/** What can become of one call between the game and a service. */
enum Fault {
    /** Handed on as it is. */
    NONE,
    /** Refused in the service's own words for "too many". */
    THROTTLE,
    /** Refused with 500. */
    ERROR,
    /** Carried out and answered, two seconds late. */
    SLOW,
    /** The connection is reset before the service hears of the call. */
    RESET,
    /** Our side of the connection ends without an answer, and the connection stays open. */
    HALF_CLOSE,
    /** Nothing ever comes back, and the connection stays open. */
    BLACK_HOLE,
    /** Carried out; the answer ends in the middle of its body. */
    TRUNCATE,
    /** Carried out; the answer is lost and the connection reset. */
    DROP_REPLY
}
