"""The card of a project, which people fill in as a TOML file: its fields, reading and checking it, and writing it."""

from __future__ import annotations

from annotator.cards.reading import card_of, load
from annotator.cards.unstated import unstated
from annotator.cards.writing import dump

__all__ = ["card_of", "dump", "load", "unstated"]
