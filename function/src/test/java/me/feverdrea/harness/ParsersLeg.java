package me.feverdrea.harness;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The properties of each parser, with as many bent texts as there is time for; a build tries a thousand of each. */
final class ParsersLeg implements Leg {
    private static final List<String> PROPERTIES = List.of(
            "me.feverdrea.story.StoryPathFuzzTest",
            "me.feverdrea.story.TweeFuzzTest",
            "me.feverdrea.story.ManifestFuzzTest",
            "me.feverdrea.inference.TokenizerFileFuzzTest");

    @Override
    public List<Figure> run(Form form, EdgeReplay edge) {
        int tries = form.of(200, 100_000);
        List<String> failed = new ArrayList<>();
        for (String property : PROPERTIES) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(property))
                    .configurationParameter("jqwik.tries.default", String.valueOf(tries))
                    .configurationParameter("jqwik.database", "")
                    .configurationParameter("jqwik.reporting.onlyfailures", "true")
                    .build();
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, summary);
            if (summary.getSummary().getTestsSucceededCount() != 1) {
                failed.add(property);
                summary.getSummary().printFailuresTo(new PrintWriter(System.err, true));
            }
        }
        return List.of(new Figure(
                "fuzz of parsers",
                "jqwik: " + tries + " bent texts for each of story path, Twee, manifest, tokenizer.json",
                PROPERTIES.size() - failed.size() + " of " + PROPERTIES.size() + " properties hold",
                "all",
                failed.isEmpty()));
    }
}
