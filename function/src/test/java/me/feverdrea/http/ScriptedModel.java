package me.feverdrea.http;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import me.feverdrea.story.ScriptedWriter;
import me.feverdrea.story.SegmentWriter;

/** Puts the scripted writer in the model's place, so that the API's laws hold without any model. */
@Alternative
@Priority(1)
@Singleton
final class ScriptedModel {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    SegmentWriter writer() {
        return new ScriptedWriter();
    }
}
