"""What leaves out articles and spans that were not asked for, and how many."""

from __future__ import annotations

from enum import StrEnum

from annotator.model.base import Struct


class Filter(StrEnum):
    """What leaves out articles or spans that were not asked for."""

    ARTICLES = "articles"
    PEOPLE = "people"
    LABELS = "labels"
    SOURCES = "sources"


class NotChosen(Struct, frozen=True, kw_only=True):
    """How many articles and spans were left out because they were not asked for, by the first filter that leaves them out.

    The spans of articles that are left out count, but of those by --articles, of which nothing is read.

    `incomplete` counts articles of which spans of the gold are left out by people or sources, so that what is unmarked there
    may be marked in the gold. With pseudonyms `notes` counts those that were left out, and `fields` the articles in which a person's
    name was the value of a field, by the field.
    """

    articles: dict[Filter, int] = {}
    spans: dict[Filter, int] = {}
    incomplete: int = 0
    notes: int = 0
    fields: dict[str, int] = {}
