"""The cards of a case: one for each version, and one for each decided span that is no version."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication import in_shown_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.adjudication import Case, Version
    from annotator.model import GoldSpan, Mark
    from annotator.text.navigation import Range


UNKNOWN = "?"
"""Stands for somebody who has no letter, where names are hidden."""


class Card(NamedTuple):
    """One version of a case. `span` None: the earlier decision for no span.

    `who` are the names to be shown, `marks` the ranges that not all other versions have, `decided` whether it is in
    gold.
    """

    span: Version | GoldSpan | None
    who: tuple[str, ...]
    marks: tuple[Range, ...] = ()
    decided: bool = False


def cards_of(
    case: Case,
    article: str,
    shown_as: Callable[[str], str],
    decided_by: Callable[[str], str],
    annotators_of: Callable[[Mark], Sequence[str]],
) -> list[Card]:
    """Return a card for each version of a case, in an order drawn by chance, then one for each part of the decision that is no version.

    `shown_as` gives the name under which an annotator is shown, `decided_by` that of an adjudicator, `annotators_of` who has exactly a mark.
    """
    versions = in_shown_order(article, case.group) if case.group else ()
    decision = case.decision
    gold = decision.spans if decision else ()
    given = {span.mark for span in gold}
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
        who = (decided_by(decision.adjudicator),)
        for span in gold:
            if span.mark not in had:
                theirs = tuple(sorted(map(shown_as, annotators_of(span.mark))))
                cards.append(Card(span, theirs or who, (), True))
        if case.stale and not gold:
            cards.append(Card(None, who, (), True))
    return cards
