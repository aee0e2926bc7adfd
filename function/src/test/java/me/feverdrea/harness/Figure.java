package me.feverdrea.harness;

/**
 * One line of the table.
 *
 * @param number what was measured
 * @param required what it had to be
 */
record Figure(String claim, String method, String number, String required, boolean ok) {}
