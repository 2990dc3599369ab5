"""Making decisions and their history agree, each proven by the other where possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.model import DecisionEdit, GoldStep, Move
from annotator.store import replay
from annotator.store.recover import findings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.model import Decision, Settled


class Gold(NamedTuple):
    """What can be read of an article's gold. Decisions in `sure` are not contradicted by an index.

    `lost` are ids that indexes give of unreadable decisions; with `all_known`, there are no others. `steps` is the history,
    with None for an unreadable entry; with `complete`, no entry is missing.
    """

    decisions: dict[str, Decision]
    sure: frozenset[str]
    lost: frozenset[str]
    all_known: bool
    settled: Settled | None
    settled_sure: bool
    steps: Sequence[GoldStep | None]
    complete: bool


class Repaired(NamedTuple):
    """Decisions and history that agree, and clauses on what is lost or doubtful."""

    decisions: list[Decision]
    settled: Settled | None
    steps: list[GoldStep]
    lines: list[str]


def repair(gold: Gold, article: str, edition: int = 0) -> Repaired:
    """Return decisions, whether the article is settled, and a history that agrees with both.

    `edition` is how often the article's text was corrected.
    """
    steps = [step for step in gold.steps if step is not None]
    readable = len(steps) == len(gold.steps)
    then = replay.gold_after(steps)
    clean = readable and then.contradiction is None
    if clean and _by_id(then.decisions) == gold.decisions and then.settled == gold.settled:
        lines = [] if gold.complete or not gold.steps else ["entries of its history are lost or may be"]
        return Repaired(list(then.decisions), then.settled, steps, lines)
    if clean and gold.complete and not _speaks_against(gold, then):
        return Repaired(
            list(then.decisions),
            then.settled,
            steps,
            ["it was rebuilt from its history, what was stored of it can't be read or differs"],
        )
    decisions, settled, lines = _from_rows(gold, then)
    kept = _first(gold.steps)
    bridge = [
        msgspec.structs.replace(step, edition=edition) for step in _bridge(kept, decisions, settled, article)
    ]
    gone = len(gold.steps) - len(kept)
    lines += findings.history_finding(gone, len(gold.steps), len(bridge))
    return Repaired(decisions, settled, kept + bridge, lines)


def _by_id(decisions: Sequence[Decision]) -> dict[str, Decision]:
    return {decision.id: decision for decision in decisions}


def _speaks_against(gold: Gold, then: replay.GoldThen) -> bool:
    """Return whether all rows are readable and confirmed by indexes, but mark other spans than the history."""
    if not gold.all_known or gold.lost or gold.sure != gold.decisions.keys():
        return False
    stored = {
        (one.id, span.id, span.start, span.end, span.label)
        for one in gold.decisions.values()
        for span in one.spans
    }
    before = {
        (one.id, span.id, span.start, span.end, span.label) for one in then.decisions for span in one.spans
    }
    return stored != before or gold.decisions.keys() != {one.id for one in then.decisions}


def _from_rows(gold: Gold, then: replay.GoldThen) -> tuple[list[Decision], Settled | None, list[str]]:
    """Return the stored decisions, with those of the history for unreadable ones."""
    found = {id_: one for id_, one in gold.decisions.items() if id_ in gold.sure or not gold.complete}
    lines = []
    rebuilt = 0
    for decision in then.decisions:
        if decision.id not in found and (decision.id in gold.lost or not gold.all_known):
            found[decision.id] = decision
            rebuilt += 1
    _without_twins(found)
    if rebuilt:
        lines.append(
            f"{_decisions(rebuilt)} taken from its history, of which not all can be read, and may be others or gone"
        )
    lost = len((gold.lost | gold.decisions.keys()) - found.keys())
    if lost:
        lines.append(f"{_decisions(lost)} lost")
    settled = gold.settled
    if lost or rebuilt or not gold.all_known or not gold.settled_sure:
        if settled is not None or then.settled is not None or not gold.settled_sure:
            lines.append("it is no longer settled, because decisions are lost or may be")
        settled = None
    return sorted(found.values(), key=lambda one: one.order), settled, lines


def _decisions(count: int) -> str:
    return "1 decision is" if count == 1 else f"{count:,} decisions are"


def _without_twins(decisions: dict[str, Decision]) -> None:
    """Remove decisions that give the same span as another."""
    seen: set[object] = set()
    for id_, decision in list(decisions.items()):
        own = {(span.start, span.end, span.label) for span in decision.spans} | {
            span.id for span in decision.spans
        }
        if own & seen:
            del decisions[id_]
        seen |= own


def _first(steps: Sequence[GoldStep | None]) -> list[GoldStep]:
    """Return the steps before the first that is unreadable or contradicts those before it."""
    kept: list[GoldStep] = []
    for step in steps:
        if step is None:
            break
        kept.append(step)
    then = replay.gold_after(kept)
    return kept if then.contradiction is None else kept[: then.contradiction.entry - 1]


def _bridge(
    kept: list[GoldStep], decisions: list[Decision], settled: Settled | None, article: str
) -> list[GoldStep]:
    """Return steps that lead from the end of the kept history to the decisions."""
    then = replay.gold_after(kept)
    there, wanted = _by_id(then.decisions), _by_id(decisions)
    gone = [
        DecisionEdit(before=one, after=wanted.get(id_))
        for id_, one in there.items()
        if one != wanted.get(id_)
    ]
    new = [DecisionEdit(before=None, after=one) for id_, one in wanted.items() if id_ not in there]
    edits = tuple(sorted(gone, key=lambda edit: edit.after is not None)) + tuple(new)
    latest = max((step.when for step in kept), default=None) or max(
        (one.when for one in decisions), default=None
    )
    people = [step.adjudicator for step in kept] or [one.adjudicator for one in decisions]
    found = []
    was = then.settled is not None
    if was and then.settled != settled:
        assert latest is not None
        found.append(
            _step(article, people[-1], latest, (), (True, False), then.settled.people if then.settled else ())
        )
        was = False
    if edits:
        assert latest is not None
        found.append(_step(article, people[-1], latest, edits, (was, was), ()))
    if settled is not None and not was:
        found.append(_step(article, settled.adjudicator, settled.when, (), (False, True), settled.people))
    return found


def _step(
    article: str,
    adjudicator: str,
    when: datetime,
    edits: tuple[DecisionEdit, ...],
    settled: tuple[bool, bool],
    people: tuple[str, ...],
) -> GoldStep:
    return GoldStep(
        article=article,
        adjudicator=adjudicator,
        when=when,
        move=Move.DO,
        edits=edits,
        settled=settled,
        people=people,
    )
