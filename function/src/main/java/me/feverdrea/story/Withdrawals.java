package me.feverdrea.story;

import java.time.Instant;
import java.util.List;

/** Takes pages down, by the deployer's hand alone: the game itself has no such right. */
public interface Withdrawals extends AutoCloseable {

    /**
     * Marks what is stored at the path; what was marked before keeps its first time.
     *
     * @param below whether all that follows it goes as well
     * @return the pages that are down now and were not before, in the order of their steps
     */
    List<StoryPath> withdraw(StoryPath path, boolean below, Instant when);

    @Override
    void close();
}
