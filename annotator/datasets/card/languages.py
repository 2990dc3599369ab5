"""The languages of a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.datasets.dataset_json import DataSet

_MOST = 0.5


def languages(facts: DataSet) -> tuple[str, ...]:
    """Return the languages as tags of BCP 47: those that the card states, else Arabic where most letters are of its script.

    Of other texts nothing is known.
    """
    return facts.card.languages or (("ar",) if facts.statistics.arabic > _MOST else ())
