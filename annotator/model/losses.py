"""What a format can't hold."""

from __future__ import annotations

from enum import Enum

from annotator.model.base import Struct


class Loss(Enum):
    """A kind of thing that a format can't hold; the value says it in a few words, for tables and messages."""

    ANNOTATOR = "who marked a span"
    PROVENANCE = "where a gold span comes from"
    ATTRIBUTES = "attributes of spans"
    IDENTITY = "ids and times of spans"
    METADATA = "fields of articles beside id and text"
    NAMES = "ids that can't be names of files"
    WORK = "how far each person is"
    NOTES = "open threads of notes"
    NOTHING_FOUND = "who found nothing in an article"
    KINDS = "which layers are a model's or a reference"
    CARD = "the card of the project (data sets have one)"
    RELATIONS = "relations between spans"
    CELLS = "cells that differ between the rows of an article"
    PARTS = "that the parts of a span belong together"
    TOKENS = "tokens that the text does not tell"
    SENTENCES = "sentence ends that the text does not tell"
    CHARACTERS = "control characters in texts"
    SPACES = "white space between tokens"
    NESTED = "spans inside others"
    CROSSING = "spans that cross others"
    SAME_RANGE = "spans on the range of another, with another label"
    TWINS = "spans equal to another person's"
    MERGED = "spans that became equal to another"
    SAME_WORDS = "spans with the words and the label of another (exact ranges are kept)"
    MOVED = "edges inside words"
    WIDENED = "spans with edges inside words, grown to whole words (exact ranges are kept)"
    EDGES = "white space at the edges of spans"
    EMPTY = "spans without any letter"
    LONG = "spans over sentences"
    JOINED = "spans over ends of sentences or paragraphs, which stay together for them"
    UNTAGGED = "spans that tags have no room for (spans has them)"
    ENTITIES = "spans that doc.ents has no room for (doc.spans has them)"
    LENGTHS = "spans of lengths that spancat does not look for (the sizes in config.cfg)"

    @property
    def of_spans(self) -> bool:
        """Whether spans themselves are lost or changed: what --strict refuses."""
        return self in _OF_SPANS


_OF_SPANS = frozenset(
    {
        Loss.CHARACTERS,
        Loss.NESTED,
        Loss.CROSSING,
        Loss.SAME_RANGE,
        Loss.TWINS,
        Loss.MERGED,
        Loss.MOVED,
        Loss.EDGES,
        Loss.EMPTY,
        Loss.LONG,
    }
)


class Lost(Struct, frozen=True, kw_only=True):
    """One thing that was not exported unchanged: its kind, the article, and of a span its range, label and text.

    `became` is its new form, empty if it is lost entirely.
    """

    loss: Loss
    article: str
    start: int = 0
    end: int = 0
    label: str = ""
    text: str = ""
    became: str = ""


class Widened(Struct, frozen=True, kw_only=True):
    """A word that spans with an edge inside it grew to: the word, their part of it, and how many there are."""

    word: str
    part: str
    count: int
