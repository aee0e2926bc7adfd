package me.feverdrea.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a story of the passages of a Twee file, and refuses one that could not be played through. */
final class StoryReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> SPECIAL =
            Set.of("StoryTitle", "StoryData", "StoryAuthor", SettingsReader.PASSAGE, LinkReader.DREAM);
    private static final Set<String> CODE = Set.of("script", "stylesheet");

    private final String file;
    private final String id;
    private final Map<String, List<LinkReader.Found>> links = new HashMap<>();

    private StoryReader(String file, String id) {
        this.file = file;
        this.id = id;
    }

    /**
     * @param file its name, {@code slug.twee}; the slug is the story's id
     * @throws TweeException naming file, line and cure
     */
    static Story read(String file, String text) {
        String id = file.replaceFirst("\\.twee$", "");
        if (!StoryPath.isStory(id)) {
            throw new TweeException(
                    file,
                    1,
                    "'" + id + "' is no story id",
                    "name the file of a-z, 0-9 and single '-', e.g. 'night-train.twee'");
        }
        return new StoryReader(file, id).story(new TweeReader(file).read(text));
    }

    private Story story(Map<String, TweePassage> all) {
        String title = needed(all, "StoryTitle", "the title").text().strip();
        StorySettings settings =
                new SettingsReader(file, needed(all, SettingsReader.PASSAGE, "a line 'premise: …'")).read();
        Map<String, Passage> passages = new HashMap<>();
        all.values().stream()
                .filter(passage -> !SPECIAL.contains(passage.name()))
                .filter(passage -> passage.tags().stream().noneMatch(CODE::contains))
                .forEach(passage -> passages.put(passage.name(), passage(passage, settings)));
        String start = start(needed(all, "StoryData", "{\"ifid\": \"…\", \"start\": \"…\"}"), passages);
        checkTargets(passages);
        checkReachable(start, passages, all);
        return new Story(id, title, settings, start, passages);
    }

    private TweePassage needed(Map<String, TweePassage> all, String name, String content) {
        TweePassage passage = all.get(name);
        if (passage == null || passage.text().isBlank()) {
            int line = passage == null ? 1 : passage.line();
            throw new TweeException(
                    file,
                    line,
                    "the passage '" + name + "' is missing or empty",
                    "add ':: " + name + "' and below it " + content);
        }
        return passage;
    }

    private Passage passage(TweePassage source, StorySettings settings) {
        LinkReader.Reading reading = new LinkReader(file).read(source);
        links.put(source.name(), reading.links());
        String text = String.join("\n", reading.prose()).strip().replaceAll("\n\\s*\n", "\n\n");
        if (text.isEmpty()) {
            throw new TweeException(
                    file, source.line(), "the passage '" + source.name() + "' has no text", "write some");
        }
        checkSlots(text, source.line(), settings.slots());
        List<Link> ways = reading.links().stream().map(LinkReader.Found::link).toList();
        reading.links().forEach(found -> checkSlots(found.link().label(), found.line(), settings.slots()));
        boolean dreams = ways.isEmpty() && source.tags().contains("dream");
        return new Passage(
                source.name(), text, dreams ? List.of(new Link("on", settings.on(), Optional.empty())) : ways);
    }

    private void checkSlots(String text, int line, List<Slot> slots) {
        SettingsReader.unknownSlot(text, slots).ifPresent(name -> {
            throw new TweeException(
                    file,
                    line,
                    "'{" + name + "}' is no slot",
                    "add 'slot: " + name + " | question | default' to ':: " + SettingsReader.PASSAGE + "'");
        });
    }

    private String start(TweePassage data, Map<String, Passage> passages) {
        JsonNode json;
        try {
            json = JSON.readTree(data.text());
        } catch (JsonProcessingException e) {
            int within =
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            int line = data.line() + within;
            throw new TweeException(file, line, "StoryData is no JSON: " + e.getOriginalMessage(), "mend it there");
        }
        if (!json.path("ifid").asText().matches("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")) {
            throw new TweeException(
                    file,
                    data.line(),
                    "StoryData has no \"ifid\"",
                    "add an upper-case UUID, as 'uuidgen | tr a-f A-F' makes");
        }
        String start = json.path("start").asText("Start");
        if (!passages.containsKey(start)) {
            throw new TweeException(
                    file,
                    data.line(),
                    "the start passage '" + start + "' does not exist",
                    "name one in StoryData's \"start\", or call one 'Start'");
        }
        return start;
    }

    private void checkTargets(Map<String, Passage> passages) {
        links.values().stream()
                .flatMap(List::stream)
                .forEach(found -> found.link()
                        .target()
                        .filter(target -> !passages.containsKey(target))
                        .ifPresent(target -> {
                            throw new TweeException(
                                    file,
                                    found.line(),
                                    "the link '" + found.link().label() + "' leads to '" + target
                                            + "', which is no passage",
                                    "add ':: " + target + "', or lead it into the dream with '->*'");
                        }));
    }

    private void checkReachable(String start, Map<String, Passage> passages, Map<String, TweePassage> all) {
        Set<String> reached = new HashSet<>(Set.of(start));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            passages.get(open.pop()).links().stream()
                    .flatMap(link -> link.target().stream())
                    .filter(reached::add)
                    .forEach(open::push);
        }
        passages.keySet().stream()
                .filter(name -> !reached.contains(name))
                .min(Comparator.comparing(name -> all.get(name).line()))
                .ifPresent(name -> {
                    throw new TweeException(
                            file,
                            all.get(name).line(),
                            "no link leads to the passage '" + name + "'",
                            "link to it, or take it out");
                });
    }
}
