"""Tagging articles in the open program, with the fewest keys that are found among ways of a person."""

from benchmarks.keystrokes.counting import run

__all__ = ["run"]
