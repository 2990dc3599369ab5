"""What a card does not state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cards.fields import FIELDS, OF_ANNOTATORS

if TYPE_CHECKING:
    from annotator.model import Card

_NOT_MISSED = frozenset({"licence_url"})
"""Fields that say more about others, and that no reader misses where these are filled in."""


def unstated(card: Card) -> tuple[str, ...]:
    """Return the names of the fields that are not filled in, those of a table with the table's name before them."""
    found = [
        field.name for field in FIELDS if not getattr(card, field.name) and field.name not in _NOT_MISSED
    ]
    if card.title and card.authors and "citation" in found:
        found.remove("citation")  # it is made of these
    found[1:1] = [] if card.authors else ["authors"]
    of_annotators = (field.name for field in OF_ANNOTATORS if not getattr(card.annotators, field.name))
    return (*found, *(f"annotators.{name}" for name in of_annotators))
