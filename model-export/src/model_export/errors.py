"""What a person can put right: one line that names the value and the cure."""


class UserError(Exception):
    """Ends the command with exit code 2 and this message, without a traceback."""
