package me.feverdrea.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import me.feverdrea.story.RefusedException.Reason;
import org.junit.jupiter.api.Test;

/** Stories that go on by a player's own words. */
class SayTest extends WellStory {
    private static final String ID = "_AAAAAAAAAAAAAAAAAAAAA-";
    private static final String OTHER = "_bbbbbbbbbbbbbbbbbbbb_B";

    private Branch say(String parent, String id, String text) {
        return ((Page.Dreamed) dreamer.say(StoryPath.parse(parent), id, text, READER)).branch();
    }

    private Reason refusedToSay(String parent, String text) {
        return assertThrows(RefusedException.class, () -> say(parent, ID, text)).reason();
    }

    @Test
    void aPlayersWordsLeadOn() {
        Branch branch = say("well/1", ID, "shout {friend}'s name");
        assertEquals("well/1/" + ID, branch.path().toString());
        assertEquals("Shout {friend}'s name", branch.choice());
        assertEquals("Shout Ysolde's name", writer.last().prompt().choice());
        assertEquals(branch, dream("well/1/" + ID));
    }

    @Test
    void saidAgainWithTheSameIdItIsTheSamePage() {
        Branch first = say("well/1", ID, "shout");
        assertEquals(first, say("well/1", ID, "shout"));
        assertEquals(first, say("well/1", ID, "whisper"));
        assertEquals(1, writer.written());
    }

    @Test
    void allThatGrowsBelowIsPrivateAndNothingElse() {
        dream("well/1/lift-the-lid");
        say("well/1/lift-the-lid", ID, "shout");
        dream("well/1/lift-the-lid." + ID + ".1");
        say("well/1/lift-the-lid." + ID + ".1", OTHER, "sing");
        assertEquals(1, store.size());
        assertEquals(3, privates.size());
        assertFalse(store.subtree(StoryPath.parse("well/1"), 100).stream()
                .anyMatch(branch -> branch.path().isPrivate()));
    }

    @Test
    void anotherTakeOfTheSameWordsIsAnotherText() {
        Branch first = say("well/1", ID, "shout");
        Branch second = dream("well/1/" + ID + "~b");
        assertEquals(first.choice(), second.choice());
        assertFalse(first.text().equals(second.text()));
        assertEquals(Reason.ABSENT, refused("well/1/" + ID + "~d"));
    }

    @Test
    void aStoryIsTalkedOnOnlyWhereItIsAndGoesOn() {
        assertEquals(Reason.ABSENT, refusedToSay("well/1/lift-the-lid", "shout"));
        assertEquals(Reason.ABSENT, refusedToSay("well/1/go-to-the-house", "shout"));
        assertEquals(Reason.ABSENT, refusedToSay("well/9", "shout"));
        assertEquals(Reason.ABSENT, refusedToSay("nowhere/1", "shout"));
        assertEquals(Reason.EXPIRED, refusedToSay("well/1/" + OTHER, "shout"));
        assertEquals(0, writer.written());
    }

    @Test
    void aDreamedEndingIsTheEnd() {
        String path = "well/1/lift-the-lid";
        Branch branch = dream(path);
        for (int depth = 2; branch.ending() == Ending.NONE; depth++) {
            path += ".1";
            branch = dream(path);
        }
        assertEquals(Reason.ABSENT, refusedToSay(path, "shout"));
    }

    @Test
    void whoOpensTheLinkOfWordsThatAreBeingDreamedIsAskedToWait() {
        StoryPath path = StoryPath.parse("well/1/" + ID);
        Instant now = Instant.now();
        control.claim("lease#" + path, "other", now, now.plusSeconds(60));
        assertInstanceOf(Page.Pending.class, dreamer.page(path, READER));
        control.release("lease#" + path, "other");
        assertEquals(Reason.EXPIRED, refused(path.toString()));
    }

    @Test
    void whatNobodySaidIsGoneAndNotMissing() {
        assertEquals(Reason.EXPIRED, refused("well/1/" + ID));
        assertEquals(Reason.EXPIRED, refused("well/1/" + ID + "~b"));
        assertEquals(Reason.EXPIRED, refused("well/1/" + ID + ".1"));
        assertTrue(store.reads() + privates.reads() <= 6);
    }

    @Test
    void afterItsTimeItIsGoneEvenIfTheStoreHasIt() {
        Branch branch = say("well/1", ID, "shout");
        privates.replace(new Branch(
                branch.path(),
                branch.choice(),
                branch.text(),
                branch.choices(),
                branch.ending(),
                branch.provenance(),
                Instant.now().minus(30, ChronoUnit.DAYS).minusSeconds(1),
                branch.withdrawnAt()));
        assertEquals(Reason.EXPIRED, refused("well/1/" + ID));
        assertEquals(Reason.EXPIRED, refused("well/1/" + ID + ".1"));
        assertEquals(Reason.EXPIRED, refusedToSay("well/1", "shout"));
    }

    @Test
    void anIdHasAllItsBits() {
        for (String id :
                new String[] {"1", "shout", "_short", ID + "A", "A" + ID.substring(1), "", "_AAAAAAAAAAAAAAAAAAAAA."}) {
            assertThrows(PathException.class, () -> say("well/1", id, "shout"), id);
        }
    }

    @Test
    void leasesAndBudgetsHoldForWordsToo() {
        dreamer = dreamer(
                Duration.ofSeconds(5),
                32,
                Duration.ofSeconds(30),
                new Allowance(true, OptionalInt.of(1), OptionalInt.empty(), true, true));
        Instant now = Instant.now();
        control.claim("lease#well/1/" + OTHER, "other", now, now.plusSeconds(60));
        assertInstanceOf(Page.Pending.class, dreamer.say(StoryPath.parse("well/1"), OTHER, "shout", READER));
        say("well/1", ID, "shout");
        assertEquals(Reason.SPENT, refused("well/1/" + ID + ".1"));
        assertEquals(Reason.SPENT, refusedToSay("well/2", "shout"));
    }
}
