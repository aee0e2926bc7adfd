package me.feverdrea.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import me.feverdrea.story.Recipe;
import me.feverdrea.story.Story;
import me.feverdrea.story.StorySettings;
import me.feverdrea.story.WordList;

/**
 * What a story is dreamed with: the model and how it is drawn from, and what the author set.
 *
 * @param model id of the bundle that the server dreams with
 * @param browserModel id of the bundle for browsers; its files are below {@code /models/}
 * @param sampling as in a page's provenance
 * @param forbid the author's words, sorted
 * @param words everybody's, sorted
 */
@RegisterForReflection
record RecipeView(
        String story,
        String model,
        String browserModel,
        int promptVersion,
        String sampling,
        String premise,
        int choices,
        int tokens,
        int leastDepth,
        int greatestDepth,
        List<String> fallbacks,
        List<String> fallbackEndings,
        List<String> fallbackChoices,
        List<String> forbid,
        List<String> words) {

    static RecipeView of(Story story, Recipe recipe, BrowserBundle browser, WordList words) {
        StorySettings settings = story.settings();
        return new RecipeView(
                story.id(),
                recipe.model(),
                browser.id().orElse(recipe.model()),
                recipe.promptVersion(),
                recipe.sampling(),
                settings.premise(),
                settings.choices(),
                settings.tokens(),
                settings.leastDepth(),
                settings.greatestDepth(),
                settings.fallbacks(),
                settings.fallbackEndings(),
                settings.fallbackChoices(),
                settings.forbidden().stream().sorted().toList(),
                words.entries().stream().sorted().toList());
    }
}
