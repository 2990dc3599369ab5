"""What a card does not state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import spdx
from annotator.cards.fields import FIELDS, OF_ANNOTATORS

if TYPE_CHECKING:
    from annotator.model import Card


def unstated(card: Card) -> tuple[str, ...]:
    """Return the names of the fields that are not filled in, those of a table with the table's name before them.

    What follows from others is not missed: where a licence of SPDX is to be read, and how to cite what has a title and authors.
    """
    found = [field.name for field in FIELDS if not getattr(card, field.name)]
    if spdx.url(card.licence) and "licence_url" in found:
        found.remove("licence_url")
    if card.title and card.authors and "citation" in found:
        found.remove("citation")
    found[1:1] = [] if card.authors else ["authors"]
    of_annotators = (field.name for field in OF_ANNOTATORS if not getattr(card.annotators, field.name))
    return (*found, *(f"annotators.{name}" for name in of_annotators))
