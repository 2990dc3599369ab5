"""Adjudication without a screen: what a policy decides, and what it leaves open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.cli.options import repeated
from annotator.cli.progress import progress
from annotator.cli.say import counted
from annotator.command_line import command_line
from annotator.errors import StaleSpanError, telling
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.adjudication import Case, Policy
    from annotator.model import ArticleStatus
    from annotator.project import Project

LISTED = 20
"""How many articles are listed before the others are only counted."""

CHANGED, MANY_CHANGED = "changed since it was decided", "changed since they were decided"


class Outcome(Struct, frozen=True, kw_only=True):
    """What was done in one article, and how many disagreements are open, by kind.

    `waits`: it is not settled, as people are still to finish it. `clash`: somebody else decided in it at this moment.
    """

    article: str
    decided: int
    settled: bool
    open: Counter[str]
    waits: bool
    clash: bool = False


def run(
    project: Project, name: str, policy: Policy, articles: Iterable[ArticleStatus], path: Path
) -> Iterator[str]:
    """Decide what is undisputed in these articles, and yield the report, line by line."""
    status = {article.id: article for article in articles}
    finished = sum(len(article.done) > 1 for article in status.values())
    found: dict[str, Outcome] = {}

    def done() -> str:
        changed = sum(bool(outcome.decided or outcome.settled) for outcome in found.values())
        stay = (
            f"What was decided in {_articles(changed)} before stays; run the same command again for the rest."
        )
        return stay if changed else ""

    with telling(done), progress("Adjudicating", finished) as tell:
        for count, outcome in enumerate(_work(project, name, policy, status, [*status]), 1):
            found[outcome.article] = outcome
            if tell is not None:
                tell(count)
        clashing = [outcome.article for outcome in found.values() if outcome.clash]
        if clashing:  # what somebody else did meanwhile may be all there was to do
            again = _work(project, name, policy, status, clashing)
            found.update((outcome.article, outcome) for outcome in again)
    outcomes = [*found.values()]
    yield _done(outcomes, policy)
    left = [outcome for outcome in outcomes if outcome.open]
    if left:
        disputed = _counted(sum((outcome.open for outcome in left), Counter()))
        yield f"Still open in {_articles(len(left))}: {disputed}."
        for outcome in left[:LISTED]:
            yield f"  {outcome.article}: {_counted(outcome.open)}"
        if len(left) > LISTED:
            yield f"  and {_articles(len(left) - LISTED)} more"
        yield f"To decide them: {command_line('adjudicate', options=repeated('name', 'policy'), project=path)}"
    elif not any(outcome.clash for outcome in outcomes):
        yield "Nothing is left to decide."
    waiting = sum(outcome.waits and not outcome.open for outcome in outcomes)
    if waiting:
        yield (
            f"{_articles(waiting)} not settled yet, as somebody is still to finish what is assigned: "
            f"{command_line('status', project=path)}"
        )
    for outcome in outcomes:
        if outcome.clash:
            yield f"{outcome.article} was changed elsewhere meanwhile; run this again."


def _work(
    project: Project, name: str, policy: Policy, status: dict[str, ArticleStatus], ids: list[str]
) -> Iterator[Outcome]:
    from annotator.adjudication import Adjudication

    for article, layers, gold in project.finished.to_adjudicate(ids):
        adjudication = Adjudication(article, name, layers, gold, policy=policy)
        waits = status[article.id].waiting
        decided, settled, clash = 0, False, False
        try:
            step = adjudication.apply_policy(settle=not waits)
            if step is not None:
                project.gold.decide(step)
                decided, settled = len(step.edits), step.settled[1]
        except StaleSpanError:
            clash = True
        yield Outcome(
            article=article.id,
            decided=decided,
            settled=settled,
            open=Counter(_kind(case) for case in adjudication.open_cases()),
            waits=waits and adjudication.settled is None,
            clash=clash,
        )


def _kind(case: Case) -> str:
    return CHANGED if case.stale or case.group is None else str(case.group.kind)


def _done(outcomes: list[Outcome], policy: Policy) -> str:
    decided = sum(outcome.decided for outcome in outcomes)
    settled = sum(outcome.settled for outcome in outcomes)
    looked = f"{_articles(len(outcomes))} finished by two people or more, policy {policy}"
    if not decided and not settled:
        return f"{looked}: nothing new to do."
    return f"{looked}: {decided} decided, {_articles(settled)} settled."


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(
        f"{count} {MANY_CHANGED if kind == CHANGED and count > 1 else kind}"
        for kind, count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    )


def _articles(count: int) -> str:
    return counted(count, "article")
