package me.feverdrea.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the passage {@code Feverdream}: lines of {@code key: value}; some keys may be repeated. */
final class SettingsReader {
    static final String PASSAGE = "Feverdream";

    private static final String SPENT = "No more is dreamed here tonight. What has been dreamed is still where it was,"
            + " and the rest comes back with a new day.";

    private static final Set<String> SINGLE = Set.of(
            "author",
            "blurb",
            "premise",
            "dreams",
            "takes",
            "choices",
            "tokens",
            "least-depth",
            "greatest-depth",
            "on",
            "spent",
            "forbid");
    private static final Set<String> REPEATED = Set.of("slot", "fallback", "fallback-ending", "fallback-choice");
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z]{1,16}");
    private static final Pattern SLOT = Pattern.compile("\\{([a-z]{1,16})}");
    private static final int LABEL_WORDS = 10;

    private record Entry(String value, int line) {}

    private final String file;
    private final TweePassage passage;
    private final Map<String, List<Entry>> entries = new LinkedHashMap<>();

    SettingsReader(String file, TweePassage passage) {
        this.file = file;
        this.passage = passage;
    }

    StorySettings read() {
        for (int i = 0; i < passage.body().size(); i++) {
            String text = passage.body().get(i);
            if (!text.isBlank()) {
                enter(text, passage.line() + 1 + i);
            }
        }
        int greatest = number("greatest-depth", 12, 1, StoryPath.DEPTH);
        int least = number("least-depth", Math.min(4, greatest), 1, StoryPath.DEPTH);
        if (least > greatest) {
            throw new TweeException(
                    file,
                    lineOf("least-depth"),
                    "least-depth " + least + " is beyond greatest-depth " + greatest,
                    "make it smaller");
        }
        List<Slot> slots = slots();
        checkUse(slots);
        List<String> fallbacks = lines("fallback", 1);
        return new StorySettings(
                text("author", ""),
                text("blurb", ""),
                required("premise"),
                number("dreams", 16, 1, 999_999),
                number("takes", 3, 1, Step.TAKES),
                number("choices", 3, 1, ChoiceId.GENERATED),
                number("tokens", 64, 16, 256),
                least,
                greatest,
                label("on", text("on", "Go on")),
                slots,
                fallbacks,
                entries.containsKey("fallback-ending") ? lines("fallback-ending", 1) : fallbacks,
                fallbackChoices(),
                text("spent", SPENT),
                forbidden());
    }

    private void enter(String text, int line) {
        int colon = text.indexOf(':');
        String key = colon < 0 ? text.strip() : text.substring(0, colon).strip();
        if (colon < 0 || !(SINGLE.contains(key) || REPEATED.contains(key))) {
            throw new TweeException(
                    file,
                    line,
                    "'" + key + "' is no setting",
                    "use one of " + known() + ", each as 'key: value' on one line");
        }
        List<Entry> values = entries.computeIfAbsent(key, k -> new ArrayList<>());
        if (!values.isEmpty() && SINGLE.contains(key)) {
            throw new TweeException(file, line, "'" + key + "' is set twice", "keep one of the two lines");
        }
        values.add(new Entry(text.substring(colon + 1).strip(), line));
    }

    private static String known() {
        return Stream.concat(SINGLE.stream(), REPEATED.stream()).sorted().collect(Collectors.joining(", "));
    }

    private int lineOf(String key) {
        return entries.containsKey(key) ? entries.get(key).get(0).line() : passage.line();
    }

    private String text(String key, String unset) {
        return entries.containsKey(key) ? entries.get(key).get(0).value() : unset;
    }

    private String required(String key) {
        String value = text(key, "");
        if (value.isEmpty()) {
            throw new TweeException(
                    file,
                    lineOf(key),
                    "the setting '" + key + "' is missing",
                    "add '" + key + ": …' to ':: " + PASSAGE + "'");
        }
        return value;
    }

    private int number(String key, int unset, int least, int most) {
        String value = text(key, String.valueOf(unset));
        if (value.matches("[0-9]{1,6}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        throw new TweeException(
                file, lineOf(key), key + " is '" + value + "'", "write a number from " + least + " to " + most);
    }

    private List<String> lines(String key, int least) {
        List<Entry> values = entries.getOrDefault(key, List.of());
        if (values.size() < least
                || values.stream().anyMatch(entry -> entry.value().isEmpty())) {
            throw new TweeException(
                    file,
                    lineOf(key),
                    "at least " + least + " '" + key + "' with text is needed",
                    "add a line '" + key + ": …' to ':: " + PASSAGE + "'");
        }
        return values.stream().map(Entry::value).toList();
    }

    private String label(String key, String value) {
        if (value.isEmpty() || value.split("\\s+").length > LABEL_WORDS) {
            throw new TweeException(
                    file,
                    lineOf(key),
                    "'" + value + "' is no label",
                    "write one to " + LABEL_WORDS + " words after '" + key + ":'");
        }
        return value;
    }

    /** Three, so that two are left where one has just been taken: one way on is no choice. */
    private List<String> fallbackChoices() {
        List<String> labels = lines("fallback-choice", 3).stream()
                .map(choice -> label("fallback-choice", choice))
                .toList();
        long distinct = labels.stream()
                .map(choice -> choice.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        if (distinct < labels.size()) {
            throw new TweeException(
                    file, lineOf("fallback-choice"), "two 'fallback-choice' labels are the same", "reword one of them");
        }
        return labels;
    }

    /** The first {@code {name}} in the text that is none of the slots. */
    static Optional<String> unknownSlot(String text, List<Slot> slots) {
        Set<String> names = slots.stream().map(Slot::name).collect(Collectors.toSet());
        return SLOT.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !names.contains(name))
                .findFirst();
    }

    private void checkUse(List<Slot> slots) {
        entries.values().stream()
                .flatMap(List::stream)
                .forEach(entry -> unknownSlot(entry.value(), slots).ifPresent(name -> {
                    throw new TweeException(
                            file,
                            entry.line(),
                            "'{" + name + "}' is no slot",
                            "add 'slot: " + name + " | question | default' here");
                }));
    }

    private List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (Entry entry : entries.getOrDefault("slot", List.of())) {
            String[] parts = entry.value().split("\\s*\\|\\s*", -1);
            boolean whole = parts.length == 3
                    && SLOT_NAME.matcher(parts[0]).matches()
                    && Arrays.stream(parts).noneMatch(String::isBlank);
            if (!whole || slots.stream().anyMatch(slot -> clash(slot, parts))) {
                throw new TweeException(
                        file,
                        entry.line(),
                        "the slot '" + entry.value() + "' is incomplete, or its name or default is within another's",
                        "write 'slot: name | question | default', the name in a-z, the default a name of its own");
            }
            slots.add(new Slot(parts[0], parts[1], parts[2]));
        }
        return slots;
    }

    /** Defaults are mapped back to their slots in what the model writes, so none may be part of another. */
    private static boolean clash(Slot slot, String[] parts) {
        return slot.name().equals(parts[0]) || slot.standIn().contains(parts[2]) || parts[2].contains(slot.standIn());
    }

    private Set<String> forbidden() {
        return Arrays.stream(text("forbid", "").toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
