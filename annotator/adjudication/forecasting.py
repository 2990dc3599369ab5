"""What a policy would decide in an article, and what it says where an adjudicator decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication.adjudication import Adjudication
from annotator.adjudication.policies import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication.case import Case
    from annotator.adjudication.policies import Policy
    from annotator.model import Article, Gold, Layer


class Forecast(NamedTuple):
    """What a policy would do: cases decided, articles settled, cases left open; and what it says on decisions made by hand.

    Of these it says the same gold, other gold, or nothing, as on spans that nobody marked.
    """

    decided: int = 0
    settled: int = 0
    open: int = 0
    same: int = 0
    other: int = 0
    silent: int = 0

    @property
    def by_hand(self) -> int:
        """How many decisions were made by hand."""
        return self.same + self.other + self.silent

    def plus(self, more: Forecast, count: int = 1) -> Forecast:
        """Return the sum of two forecasts, the second taken `count` times."""
        return Forecast(*(one + count * another for one, another in zip(self, more, strict=True)))


def forecast(
    article: Article, layers: Sequence[Layer], gold: Gold, policy: Policy, *, settle: bool
) -> Forecast:
    """Return what a policy would do in an article now. `settle`: it may be settled, as nobody is still to finish it."""
    adjudication = Adjudication(article, "", layers, gold, policy=policy)
    said = [
        _agrees(policy, case, adjudication.people)
        for case in adjudication.cases
        if case.decision is not None and not case.decision.policy
    ]
    step = adjudication.apply_policy(settle=settle)
    return Forecast(
        decided=0 if step is None else len(step.edits),
        settled=0 if step is None else int(step.settled[1]),
        open=adjudication.tally.open,
        same=said.count(True),
        other=said.count(False),
        silent=said.count(None),
    )


def _agrees(policy: Policy, case: Case, people: Sequence[str]) -> bool | None:
    """Return whether a policy gives a case the gold that was decided; None where it says nothing on it."""
    found = None if case.group is None else verdict(policy, case.group, people)
    if found is None or case.decision is None:
        return None
    return {version.mark for version in found[0]} == {span.mark for span in case.decision.spans}
