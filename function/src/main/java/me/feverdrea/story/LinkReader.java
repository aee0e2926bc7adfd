package me.feverdrea.story;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the links out of a passage's lines: {@code [[label->target]]}, {@code [[target<-label]]}, {@code [[label|target]]},
 * {@code [[target]]}; {@code *} as target is a door into the dream; {@code [[label->target][id]]} pins the id.
 */
final class LinkReader {
    static final String DREAM = "*";

    /** @param line where the link stands, from 1 */
    record Found(Link link, int line) {}

    /**
     * @param prose the lines without the links: a line of links alone is gone, a link amid prose leaves its label
     * @param links in their order
     */
    record Reading(List<String> prose, List<Found> links) {}

    private final String file;
    private final Set<String> ids = new HashSet<>();
    private final List<Found> links = new ArrayList<>();

    LinkReader(String file) {
        this.file = file;
    }

    Reading read(TweePassage passage) {
        List<String> prose = new ArrayList<>();
        for (int i = 0; i < passage.body().size(); i++) {
            String before = passage.body().get(i);
            int found = links.size();
            String after = withoutLinks(before, passage.line() + 1 + i);
            boolean onlyLinks = links.size() > found && withoutLabels(before).isBlank();
            if (!onlyLinks) {
                prose.add(after);
            }
        }
        return new Reading(prose, List.copyOf(links));
    }

    private static String withoutLabels(String line) {
        return line.replaceAll("\\[\\[.*?]]", "").replaceAll("^\\s*[-*]\\s*$", "");
    }

    private String withoutLinks(String text, int line) {
        StringBuilder prose = new StringBuilder();
        int at = 0;
        for (int open = text.indexOf("[["); open >= 0; open = text.indexOf("[[", at)) {
            int close = text.indexOf("]]", open);
            int nested = text.indexOf("[[", open + 2);
            if (close < 0 || nested >= 0 && nested < close) {
                throw new TweeException(
                        file, line, "a link has no end", "close '" + text.substring(open) + "' with ']]'");
            }
            Link link = link(text.substring(open + 2, close), line);
            links.add(new Found(link, line));
            prose.append(text, at, open).append(link.label());
            at = close + 2;
        }
        return prose.append(text.substring(at)).toString();
    }

    private Link link(String inside, int line) {
        Optional<String> pinned = Optional.empty();
        String body = inside;
        int setter = inside.indexOf("][");
        if (setter >= 0) {
            pinned = Optional.of(inside.substring(setter + 2).strip());
            body = inside.substring(0, setter);
        }
        String label = body;
        String target = body;
        // The order of the arrows is Twine's own: the last '->' and the first '<-' divide.
        int right = body.lastIndexOf("->");
        int left = body.indexOf("<-");
        int bar = body.indexOf('|');
        if (right >= 0) {
            label = body.substring(0, right);
            target = body.substring(right + 2);
        } else if (left >= 0) {
            target = body.substring(0, left);
            label = body.substring(left + 2);
        } else if (bar >= 0) {
            label = body.substring(0, bar);
            target = body.substring(bar + 1);
        }
        label = label.strip();
        target = target.strip();
        if (label.isEmpty() || target.isEmpty() || label.equals(DREAM)) {
            throw new TweeException(
                    file,
                    line,
                    "the link '[[" + inside + "]]' lacks its label or its target",
                    "write [[label->target]]");
        }
        return new Link(id(label, pinned, line), label, Optional.of(target).filter(name -> !name.equals(DREAM)));
    }

    private String id(String label, Optional<String> pinned, int line) {
        if (pinned.isPresent() && !ChoiceId.isAuthored(pinned.get())) {
            throw new TweeException(
                    file,
                    line,
                    "'" + pinned.get() + "' is no id for a link",
                    "use at most 32 of a-z, 0-9 and '-', with a letter: [[" + label + "->…][an-id]]");
        }
        String id = pinned.or(() -> ChoiceId.ofLabel(label))
                .orElseThrow(() -> new TweeException(
                        file,
                        line,
                        "the label '" + label + "' has no Latin letter to make an id from",
                        "pin one: [[" + label + "->…][an-id]]"));
        if (!ids.add(id)) {
            throw new TweeException(
                    file,
                    line,
                    "two links of this passage have the id '" + id + "'",
                    "reword a label, or pin another id: [[" + label + "->…][another-id]]");
        }
        return id;
    }
}
