"""Ranges in articles as lists show them: in context, read from the project in a thread, only those in sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.context import context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.project import Project
    from annotator.text.context import Run
    from annotator.tui.latest import LatestReader


class Place(NamedTuple):
    """A range in an article, which is named by its number."""

    article: int
    start: int
    end: int


class PlaceText(NamedTuple):
    """The id of a place's article, the text of the range, and how it is drawn in context in as many cells as were asked for."""

    article: str
    text: str
    runs: tuple[Run, ...]


class Contexts(NamedTuple):
    """Places in context, in so many cells each; None for one that its article does not have any more."""

    width: int
    texts: Mapping[Place, PlaceText | None]


def ask(reader: LatestReader[Contexts], places: Sequence[Place], width: int, *, logical: bool) -> None:
    """Ask a reader for places in context; what was asked before is dropped."""
    reader.ask((tuple(places), width), partial(_read, places, width, logical))


def _read(places: Sequence[Place], width: int, logical: bool, project: Project) -> Iterator[Contexts]:
    articles = {
        article.number: article
        for article in project.concordance.texts(sorted({place.article for place in places}))
    }
    found: dict[Place, PlaceText | None] = {}
    for place in places:
        article = articles.get(place.article)
        if article is None or place.end > len(article.text):
            found[place] = None
            continue
        runs = context(article.text, place.start, place.end, width, logical=logical)
        found[place] = PlaceText(article.id, article.text[place.start : place.end], runs)
    yield Contexts(width, found)
