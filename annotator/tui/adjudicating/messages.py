"""How an article stands that is adjudicated, and what a step changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.adjudication import Adjudication, Case
    from annotator.model import GoldStep


def rest(adjudication: Adjudication) -> str:
    """Return how much is open, or that nothing is and what comes next."""
    tally = adjudication.tally
    if tally.open:
        return f"{tally.open} open."
    if adjudication.settled is not None and tally.is_complete:
        return "The article is settled."
    return "Nothing is open: Enter settles the article."


def no_case(adjudication: Adjudication) -> str:
    """Return that no version is at the caret, and where there is one to be decided."""
    if adjudication.tally.open:
        return "No version is here: n goes to the next open disagreement."
    return f"No version is here. {rest(adjudication)}"


def decisions(step: GoldStep) -> str:
    """Return how many decisions a step is about."""
    return "1 decision" if len(step.edits) == 1 else f"{len(step.edits)} decisions"


def case_of(step: GoldStep, adjudication: Adjudication) -> Case | None:
    """Return the case that a step was about, the first of several."""
    if not step.edits:
        return None
    decision = step.edits[0].after or step.edits[0].before
    assert decision is not None
    ids = {span.id for span in decision.sources}
    for case in adjudication.cases:
        if case.decision is not None and case.decision.id == decision.id:
            return case
        if ids.intersection(span.id for span in case.sources):
            return case
    return None
