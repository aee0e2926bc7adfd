package me.feverdrea.story;

import java.io.IOException;
import java.util.function.Consumer;

/** What an access log has kept. */
public interface AccessSource {

    /**
     * @param each is told of every request
     * @param flaws is told of what is none, in words
     */
    void read(Consumer<AccessLog.Access> each, Consumer<String> flaws) throws IOException;
}
