"""What of the project a data set is made of, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from annotator.datasets.card.languages import languages
from annotator.datasets.card.layer import layers
from annotator.datasets.card.tables import cell, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.datasets.dataset_json import DataSet


def chosen(facts: DataSet) -> Iterator[str]:
    """Yield sentences on whose spans there are, which were left out by a filter, and whether people are called by letters."""
    what = "Arabic articles" if languages(facts) == ("ar",) else "Articles"
    yield f"{what} with labelled spans, {layers(facts)}."
    selection, left = facts.selection, facts.not_chosen
    filters = [
        *(["those that " + _listed(selection.people) + " marked"] if selection.people is not None else []),
        *(["those labelled " + _listed(selection.labels)] if selection.labels is not None else []),
        *(["those of the sources " + _listed(selection.sources)] if selection.sources is not None else []),
    ]
    if filters:
        spans = 0 if left is UNSET else sum(left.spans.values())
        yield (
            f"It is not the whole and can't stand for it. Of the spans there are only {'; only '.join(filters)}: {spans:,} "
            f"{'is' if spans == 1 else 'are'} left out."
        )
    if left is not UNSET and left.incomplete:
        yield (
            f"In {left.incomplete:,} {'article' if left.incomplete == 1 else 'articles'} what is unmarked may be marked in the gold all the "
            "same."
        )
    if selection.pseudonyms:
        yield "People are called by letters."


def _listed(names: tuple[str, ...]) -> str:
    return listed([cell(str(name)) for name in names])
