package me.feverdrea.harness;

/** How much is done: enough for every build, or all that the table asks for. */
enum Form {
    SHORT,
    LONG;

    int of(int shortly, int atLength) {
        return this == SHORT ? shortly : atLength;
    }
}
