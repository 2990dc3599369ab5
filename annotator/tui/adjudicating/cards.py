"""The cards of a case: one for each version, and one for each decided span that is no version."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.adjudication import Case, Version
    from annotator.model import GoldSpan
    from annotator.text.navigation import Range


class Card(NamedTuple):
    """One version of a case. `span` None: the earlier decision for no span.

    `who` are the names to be shown, `marks` the ranges that not all other versions have, `decided` whether it is in
    gold.
    """

    span: Version | GoldSpan | None
    who: tuple[str, ...]
    marks: tuple[Range, ...] = ()
    decided: bool = False


def cards_of(case: Case, shown_as: Callable[[str], str]) -> list[Card]:
    """Return a card for each version of a case, then one for each part of the decision that is no version.

    `shown_as` gives the name under which a person is shown.
    """
    versions = case.group.versions if case.group else ()
    decision = case.decision
    gold = decision.spans if decision else ()
    given = {(span.start, span.end, span.label) for span in gold}
    cards = [
        Card(
            version,
            tuple(sorted(shown_as(person) for person in version.annotators)),
            case.group.differences(version) if case.group else (),
            version.mark in given,
        )
        for version in versions
    ]
    if decision is not None:
        had = {version.mark for version in versions}
        who = (shown_as(decision.adjudicator),)
        cards += [Card(span, who, (), True) for span in gold if (span.start, span.end, span.label) not in had]
        if case.stale and not gold:
            cards.append(Card(None, who, (), True))
    return cards


def letters(article: str, people: Iterable[str]) -> dict[str, str]:
    """Return a letter for each person, A, B and so on: by chance, but in one article always the same."""
    by_chance = sorted(people, key=lambda person: hashlib.sha256(f"{article}\0{person}".encode()).digest())
    return {person: _letter(index) for index, person in enumerate(by_chance)}


def _letter(index: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    return (_letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
