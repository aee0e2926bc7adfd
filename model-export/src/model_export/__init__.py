"""From a person's writing to a model bundle that the game can play."""

__version__ = "0.1.0"
