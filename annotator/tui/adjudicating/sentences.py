"""Sentences on an article that is being adjudicated, and the case that a step is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication import takes_both
from annotator.model import Move
from annotator.text.plain import isolated

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.adjudication import Adjudication, Case
    from annotator.model import GoldStep


def open_count(adjudication: Adjudication) -> str:
    """Return a sentence: how many cases are open or, without any, what to do next."""
    tally = adjudication.tally
    if tally.open:
        return f"{tally.open} open."
    if adjudication.settled is not None and tally.is_complete:
        return "The article is settled."
    return "Nothing is open: Enter settles the article."


def majority_of_two(adjudication: Adjudication) -> list[str]:
    """Return the sentence on what a majority of two is, where the policy goes by it and anything is open."""
    if adjudication.tally.open and takes_both(adjudication.policy, adjudication.people):
        return ["A majority of two people is both."]
    return []


def no_case(adjudication: Adjudication) -> str:
    """Return the sentence for a caret without a version, with how to get to an open case."""
    if adjudication.tally.open:
        return "No version is here: n goes to the next open disagreement."
    return f"No version is here. {open_count(adjudication)}"


def count_of_decisions(step: GoldStep) -> str:
    """Return how many decisions a step is about."""
    return "1 decision" if len(step.edits) == 1 else f"{len(step.edits)} decisions"


def what_changed(step: GoldStep, policy_shown: Callable[[str], str], others: Callable[[str], str]) -> str:
    """Return how many decisions a step is about, and which policy or which other person made them; without any, whether the article is settled.

    `policy_shown` gives a policy as it is shown, `others` the name of another adjudicator, empty for this one.
    """
    before, after = step.settled
    told = "" if before == after else "settled" if after else "no longer settled"
    if not step.edits:
        return told
    return f"{_decisions(step, policy_shown, others)}{told and f', {told}'}"


def _decisions(step: GoldStep, policy_shown: Callable[[str], str], others: Callable[[str], str]) -> str:
    undone = step.move is Move.UNDO
    made = [decision for edit in step.edits if (decision := edit.before if undone else edit.after)]
    policies = {decision.policy for decision in made}
    if policies and "" not in policies:
        return f"{count_of_decisions(step)} by the policy {policy_shown(max(policies))}"
    names = sorted({others(decision.adjudicator) for decision in made} - {""})
    return count_of_decisions(step) + (f" by {', '.join(map(isolated, names))}" if names else "")


def case_of(step: GoldStep, adjudication: Adjudication) -> Case | None:
    """Return the case that a step is about, the first of several; None where it has none."""
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
