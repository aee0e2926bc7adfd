package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.Test;

class BudgetTest extends WellStory {
    private static final List<String> DOORS =
            List.of("well/1/lift-the-lid", "well/2/lift-the-lid", "well/3/lift-the-lid", "well/1/lift-the-lid~b");

    private void allow(OptionalInt day, OptionalInt client) {
        dreamer = dreamer(
                Duration.ofSeconds(5), 32, Duration.ofSeconds(30), new Allowance(true, day, client, true, true));
    }

    private Page ask(String path, String address) {
        return dreamer.page(StoryPath.parse(path), new Reader(address, true));
    }

    private RefusedException refused(String path, String address) {
        return assertThrows(RefusedException.class, () -> ask(path, address));
    }

    @Test
    void whenTheDayIsSpentNothingIsDreamedAndEverythingStoredIsRead() {
        allow(OptionalInt.of(2), OptionalInt.empty());
        ask(DOORS.get(0), "192.0.2.1");
        ask(DOORS.get(1), "192.0.2.2");
        for (int i = 0; i < 20; i++) {
            RefusedException refused = refused(DOORS.get(2), "192.0.2." + i);
            assertEquals(Reason.SPENT, refused.reason());
            assertTrue(refused.retryAfter().toSeconds() >= 1
                    && refused.retryAfter().toHours() <= 24);
            assertEquals("The well is tired, and so is Ysolde.", refused.getMessage());
        }
        assertEquals(2, writer.written());
        assertInstanceOf(Page.Dreamed.class, ask(DOORS.get(0), "192.0.2.9"));
        assertInstanceOf(Page.Authored.class, ask("well/3", "192.0.2.9"));
    }

    @Test
    void aKnownEndCostsNoWrites() {
        allow(OptionalInt.of(1), OptionalInt.empty());
        ask(DOORS.get(0), "192.0.2.1");
        refused(DOORS.get(1), "192.0.2.1");
        int writes = control.writes();
        refused(DOORS.get(1), "192.0.2.1");
        refused(DOORS.get(2), "192.0.2.2");
        assertEquals(writes, control.writes());
    }

    @Test
    void aGreedyClientSpendsItsOwnShareAndNobodyElses() {
        allow(OptionalInt.of(2), OptionalInt.of(1));
        ask(DOORS.get(0), "192.0.2.1");
        for (int i = 0; i < 5; i++) {
            assertEquals(Reason.SPENT, refused(DOORS.get(1), "192.0.2.1").reason());
        }
        assertInstanceOf(Page.Dreamed.class, ask(DOORS.get(1), "192.0.2.2"));
        assertEquals(Reason.SPENT, refused(DOORS.get(2), "192.0.2.3").reason());
    }

    @Test
    void onlyWhoWritesIsCharged() {
        allow(OptionalInt.of(10), OptionalInt.of(10));
        ask(DOORS.get(0), "192.0.2.1");
        ask(DOORS.get(0), "192.0.2.1");
        String today = "budget#" + LocalDate.now(ZoneOffset.UTC);
        assertEquals(1, control.counts().get(today));
        control.claim(
                "lease#" + DOORS.get(1), "other", Instant.now(), Instant.now().plusSeconds(9));
        assertInstanceOf(Page.Pending.class, ask(DOORS.get(1), "192.0.2.1"));
        assertThrows(RefusedException.class, () -> ask("well/1/no-door", "192.0.2.1"));
        assertEquals(1, control.counts().get(today));
    }

    @Test
    void aModelThatCannotBeLoadedCostsNobodyAnything() {
        allow(OptionalInt.of(1), OptionalInt.of(1));
        writer.lose(new BundleException("model.onnx: sha256 is wrong; upload the bundle again"));
        assertThrows(BundleException.class, () -> ask(DOORS.get(0), "192.0.2.1"));
        assertTrue(control.counts().isEmpty());
    }

    @Test
    void anAddressIsKeptAsAHashOfTheDayOnly() {
        allow(OptionalInt.empty(), OptionalInt.of(10));
        ask(DOORS.get(0), "192.0.2.1");
        String key = control.counts().keySet().iterator().next();
        assertTrue(key.matches("client#\\d{4}-\\d{2}-\\d{2}#[0-9a-f]{32}"), key);
        Allowance same = new Allowance(true, OptionalInt.empty(), OptionalInt.of(10), true, true);
        dreamer = dreamer(Duration.ofSeconds(5), 32, Duration.ofSeconds(30), same);
        ask(DOORS.get(1), "192.0.2.1");
        assertEquals(2, control.counts().get(key), "the same in every process");
        assertTrue(!new Reader("192.0.2.1", true).toString().contains("192"));
    }

    @Test
    void switchedOffNothingIsDreamed() {
        dreamer = dreamer(
                Duration.ofSeconds(5),
                32,
                Duration.ofSeconds(30),
                new Allowance(false, OptionalInt.empty(), OptionalInt.empty(), true, true));
        assertEquals(Reason.SPENT, refused(DOORS.get(0), "192.0.2.1").reason());
        assertInstanceOf(Page.Authored.class, ask("well/1", "192.0.2.1"));
        assertEquals(0, writer.written() + control.writes());
    }
}
