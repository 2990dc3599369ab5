"""Adjudication without a screen: what a policy decides, and what it leaves open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.cli.options import repeated
from annotator.cli.say import counted
from annotator.command_line import command_line
from annotator.errors import telling
from annotator.model import GoldStep, Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from annotator.adjudication import Adjudication, Case, Policy
    from annotator.cli.progress import Line
    from annotator.model import Article
    from annotator.project import Project

LISTED = 20
"""How many articles are listed before the others are only counted."""

AT_ONCE = 20
"""How many articles are decided in one transaction, so that nobody waits for long who saves meanwhile."""

CHANGED, MANY_CHANGED = "changed since it was decided", "changed since they were decided"


class Outcome(Struct, frozen=True, kw_only=True):
    """What is done in one article, and how many disagreements are open, by kind.

    `step` is what the policy decides, None for nothing new. `waits`: it is not settled, as people are still to finish it.
    `both`: the policy goes by a majority of two people, which is both.
    """

    article: str
    step: GoldStep | None
    open: Counter[str]
    waits: bool
    both: bool


class Sums:
    """What was done in all articles that were looked at."""

    def __init__(self) -> None:
        self.looked = self.changed = self.decided = self.settled = self.left = self.waiting = self.both = 0
        self.open: Counter[str] = Counter()
        self.first_left: list[Outcome] = []
        self.clashing: list[str] = []
        """Ids of articles in which somebody else decided at this moment."""

    def add(self, outcome: Outcome) -> None:
        """Count an article whose step is stored."""
        self.looked += 1
        self.both += outcome.both
        if outcome.step is not None:
            self.changed += 1
            self.decided += len(outcome.step.edits)
            self.settled += outcome.step.settled[1]
        if outcome.open:
            self.left += 1
            self.open.update(outcome.open)
            if len(self.first_left) < LISTED:
                self.first_left.append(outcome)
        self.waiting += outcome.waits and not outcome.open


def run(
    project: Project, name: str, policy: Policy, articles: Collection[str] | None, path: Path, line: Line
) -> Iterator[str]:
    """Decide what is undisputed in the articles with these ids, None: all, and yield the report, line by line.

    `line` shows how far it is. Yields nothing where no article has two layers.
    """
    sums = Sums()

    def done() -> str:
        stay = f"What was decided in {_articles(sums.changed)} before stays; run the same command again for the rest."
        return stay if sums.changed else ""

    totals = project.cases.totals(policy)
    total = totals.listed + totals.uncounted if articles is None else len(articles)
    line.begin(line.doing, total)
    with telling(done):
        for _ in _work(project, name, policy, articles, sums):
            line(sums.looked)
        if sums.clashing:  # what somebody else did meanwhile may be all there was to do
            clashing, sums.clashing = sums.clashing, []
            for _ in _work(project, name, policy, clashing, sums):
                pass
    if sums.looked or sums.clashing:
        yield from _report(sums, policy, path)


def _report(sums: Sums, policy: Policy, path: Path) -> Iterator[str]:
    yield _done(sums, policy)
    if sums.both:
        yield of_two(sums.both)
    if sums.left:
        yield f"Still open in {_articles(sums.left)}: {_counted(sums.open)}."
        for outcome in sums.first_left:
            yield f"  {outcome.article}: {_counted(outcome.open)}"
        if sums.left > LISTED:
            yield f"  and {_articles(sums.left - LISTED)} more"
        yield f"To decide them: {command_line('adjudicate', options=repeated('name', 'policy'), project=path)}"
    elif not sums.clashing:
        yield "Nothing is left to decide."
    if sums.waiting:
        yield (
            f"{_articles(sums.waiting)} not settled yet, as somebody is still to finish {'it' if sums.waiting == 1 else 'them'}: "
            f"{command_line('status', project=path)}"
        )
    for article in sums.clashing:
        yield f"{article} was changed elsewhere meanwhile; run this again."


def _work(
    project: Project, name: str, policy: Policy, ids: Collection[str] | None, sums: Sums
) -> Iterator[None]:
    """Decide some articles at a time, and count them once that is stored."""
    from annotator import adjudication

    for some in project.finished.in_turn(ids):
        for first in range(0, len(some), AT_ONCE):
            outcomes = []
            for article, layers, gold, waits in some[first : first + AT_ONCE]:
                made = adjudication.Adjudication(article, name, layers, gold, policy=policy)
                outcomes.append(_outcome(article, made, waits=waits))
            _store(project, outcomes, sums)
            yield


def _outcome(article: Article, adjudication: Adjudication, *, waits: bool) -> Outcome:
    from annotator.adjudication import takes_both

    step = adjudication.apply_policy(settle=not waits)
    return Outcome(
        article=article.id,
        step=step,
        open=Counter(_kind(case) for case in adjudication.open_cases()),
        waits=waits and adjudication.settled is None,
        both=takes_both(adjudication.policy, adjudication.people),
    )


def _store(project: Project, outcomes: Sequence[Outcome], sums: Sums) -> None:
    steps = [outcome.step for outcome in outcomes if outcome.step is not None]
    clashing = {step.article for step in project.gold.decide_each(steps)} if steps else set()
    sums.clashing += sorted(clashing)
    for outcome in outcomes:
        if outcome.article not in clashing:
            sums.add(outcome)


def _kind(case: Case) -> str:
    return CHANGED if case.stale or case.group is None else str(case.group.kind)


def _done(sums: Sums, policy: Policy) -> str:
    looked = f"{_articles(sums.looked + len(sums.clashing))} finished by two people or more, policy {policy}"
    if not sums.decided and not sums.settled:
        return f"{looked}: nothing new to do."
    return f"{looked}: {sums.decided} decided, {_articles(sums.settled)} settled."


def of_two(articles: int) -> str:
    """Return the sentence on articles in which `majority` goes by two people."""
    were = "was" if articles == 1 else "were"
    return (
        f"{_articles(articles)} {were} finished by exactly two people, and a majority of two is both: there majority decides "
        "what unanimous does."
    )


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(
        f"{count} {MANY_CHANGED if kind == CHANGED and count > 1 else kind}"
        for kind, count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    )


def _articles(count: int) -> str:
    return counted(count, "article")
