package me.feverdrea.story;

/**
 * One step of a story path: the choice taken and which telling of it.
 *
 * @param choice a {@link ChoiceId}
 * @param take 0 for the first telling, written without a suffix; 1 to 4 are written {@code ~b} to {@code ~e}
 */
public record Step(String choice, int take) {
    /** Most takes of a step that a path can name. */
    public static final int TAKES = 5;

    public Step {
        if (!ChoiceId.isValid(choice)) {
            throw new PathException(
                    choice,
                    "'" + choice + "' is no choice id",
                    "use an id from the parent's list of choices: lower-case letters, digits and '-', or 1 to 4");
        }
        if (take < 0 || take >= TAKES) {
            throw new PathException(String.valueOf(take), "take " + take + " does not exist", "takes go from a to e");
        }
    }

    /** Whether a player typed it. */
    boolean isFreeText() {
        return ChoiceId.isFreeText(choice);
    }

    static Step parse(String text) {
        int tilde = text.indexOf('~');
        if (tilde < 0) {
            return new Step(text, 0);
        }
        String take = text.substring(tilde + 1);
        if (take.length() != 1 || take.charAt(0) < 'b' || take.charAt(0) > 'e') {
            throw new PathException(
                    text,
                    "'~" + take + "' is no take",
                    "another take is written ~b, ~c, ~d or ~e; the first has no suffix");
        }
        return new Step(text.substring(0, tilde), take.charAt(0) - 'a');
    }

    @Override
    public String toString() {
        return take == 0 ? choice : choice + '~' + (char) ('a' + take);
    }
}
