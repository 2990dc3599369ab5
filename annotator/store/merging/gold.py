"""Merging the gold of an article, by the same rule as layers. Everything here runs inside a transaction of our project."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import DifferentProjectError
from annotator.model import State
from annotator.store import article_ranges, gold
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.merging.comparing import (
    Change,
    Difference,
    Outcome,
    begins,
    difference,
    last_state_like,
)
from annotator.store.people import names_in_values
from annotator.store.people.names_in_rows import renamed_row
from annotator.store.replay import gold_after

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Sequence

    from annotator.model import Decision, Gold, GoldStep
    from annotator.store.file.connection import Connection
    from annotator.store.merging.people import People

_TABLES = {
    "decision": "adjudicator, id, at, choice, people, sources, marks, policy, note",
    "gold_span": 'id, decision, start, "end", label, attributes',
    "settled": "adjudicator, at, people",
    "gold_step": "adjudicator, at, move, edits, settled_before, settled_after, people, edition, correction",
}
"""The columns to copy of each table, besides the article. Numbers of adjudicators are translated."""

_JSON = {
    "people": json_columns.people,
    "sources": json_columns.sources,
    "edits": json_columns.edits,
    "attributes": json_columns.attributes,
}
"""What reads the columns that hold JSON. They are written as they are read, so that nothing else in them comes along."""


class MergedGold(NamedTuple):
    """How the gold of an article compared in two projects, and what changed in ours.

    `loses`: the decisions that would be removed or changed; `opens`: it would be opened again. `settled`: 1 if the article is settled now and was not, -1 the other way round.
    """

    outcome: Outcome
    people: frozenset[str] = frozenset()
    decisions: Difference = Difference()
    settled: int = 0
    loses: int = 0
    opens: bool = False


def articles_with_gold(project: Connection) -> Iterator[int]:
    """Yield the numbers of the articles with a history of gold, in order."""
    sql = "SELECT DISTINCT article FROM gold_step WHERE article BETWEEN ? AND ? ORDER BY article"
    for among in article_ranges.ranges(project):
        for (number,) in project.rows(sql, among):
            yield number


class ArticleGold(NamedTuple):
    """The gold of an article in one of the projects, by its number there; `new` gives our names for the names in it.

    `edition` is how often its text was corrected there.
    """

    project: Connection
    article: int
    id: str
    edition: int
    new: names_in_values.New | None = None

    def steps(self) -> list[GoldStep]:
        """Return its history, oldest first."""
        found = gold.steps_of(self.project, self.id, self.article)
        return found if self.new is None else [names_in_values.step(step, self.new) for step in found]

    def now(self) -> Gold:
        """Return the decisions, and whether it is settled."""
        found = gold.of_article(self.project, self.article)
        if self.new is None:
            return found
        state = State(decisions=found.decisions, settled=found.settled)
        renamed = names_in_values.state(state, self.new)
        return msgspec.structs.replace(found, decisions=renamed.decisions, settled=renamed.settled)


def lacks(theirs: ArticleGold | None, ours: ArticleGold) -> bool:
    """Return whether their gold, None: there is none, lacks a step that ours has."""
    return not begins([] if theirs is None else _entries(theirs.steps()), _entries(ours.steps()))


def merge_gold(
    theirs: ArticleGold,
    ours: ArticleGold,
    people: People,
    chosen: Collection[str] | None,
    lacks_steps: Callable[[str], bool],
    *,
    apart: bool = False,
) -> MergedGold:
    """Take what their gold of an article has beyond ours; return how the two compared.

    `chosen` are the names whose steps are taken, None: everybody's. `lacks_steps` returns whether their project lacks a step of an
    adjudicator, by name, in whatever article, that ours has; `apart` is as in `merge_layer`. Raises `DifferentProjectError` for an id that something else has here.
    """
    here, there = ours.steps(), theirs.steps()
    was, coming = ours.now(), theirs.now()
    outcome, taken, is_certain = _compare(here, there, was, coming, theirs.edition, apart=apart)
    if not outcome.is_taken:
        return MergedGold(outcome)
    adjudicators = frozenset(step.adjudicator for step in there[taken:])
    if chosen is not None and not adjudicators <= set(chosen):
        return MergedGold(Outcome.LEFT_OUT)
    changed = difference(_by_id(was.decisions), _by_id(coming.decisions))
    kept = Counter(map(_content, coming.decisions))
    kept.subtract(map(_content, was.decisions))
    losing = [one.adjudicator for one in was.decisions if kept[_content(one)] < 0]
    opens = [was.settled.adjudicator] if was.settled is not None and coming.settled is None else []
    if (losing or opens) and (not is_certain or any(map(lacks_steps, sorted({*losing, *opens})))):
        return MergedGold(Outcome.LOSS, loses=len(losing), opens=bool(opens))
    _require_free_ids(theirs, ours, coming)
    _copy(theirs, ours, people, taken, in_our_edition=apart or not is_certain)
    settled = (coming.settled is not None) - (was.settled is not None)
    return MergedGold(outcome, adjudicators, changed, settled)


def _compare(
    here: list[GoldStep], there: list[GoldStep], was: Gold, coming: Gold, edition: int, *, apart: bool
) -> tuple[Outcome, int, bool]:
    """Return how they relate, how many of their steps ours has, and whether our history is the beginning of theirs.

    `edition` is that of their text.
    """
    mine, other = _entries(here), _entries(there)
    if apart and not here and not all(_is_in(step, edition) for step in there):
        return Outcome.CONFLICT, 0, False
    if begins(other, mine) and not (apart and here):
        new = len(other) > len(mine)
        return (Outcome.AHEAD if here else Outcome.NEW) if new else Outcome.SAME, len(here), True
    if (begins(mine, other) and not apart) or _state(was) == _state(coming):
        return Outcome.SAME, len(there), True
    place = _last_state_like(there, was)
    if place is not None and place < len(there) and all(_is_in(step, edition) for step in there[place:]):
        then = gold_after(there[:place])
        whole = gold_after([*here, *there[place:]])
        if (then.decisions, then.settled) == (was.decisions, was.settled) and whole.contradiction is None:
            return Outcome.AHEAD, place, False
    if _last_state_like(here, coming) not in (
        None,
        len(here),
    ):  # at the end it is settled from other people's layers
        return Outcome.SAME, len(there), True
    return Outcome.CONFLICT, 0, False


def _entries(steps: Sequence[GoldStep]) -> list[GoldStep]:
    """Return what is compared of each step: all but the ids of the spans that something was decided from."""
    return [
        msgspec.structs.replace(
            step,
            edits=tuple(
                msgspec.structs.replace(edit, before=_bare(edit.before), after=_bare(edit.after))
                for edit in step.edits
            ),
        )
        for step in steps
    ]


def _bare(decision: Decision | None) -> Decision | None:
    if decision is None:
        return None
    sources = tuple(msgspec.structs.replace(source, id="") for source in decision.sources)
    return msgspec.structs.replace(decision, sources=sources)


def _content(decision: Decision) -> Hashable:
    """Return what was decided, by whom and from what, without ids and times."""
    return (
        decision.adjudicator,
        decision.choice,
        tuple(sorted(decision.people)),
        tuple(sorted((source.annotator, *source.mark) for source in decision.sources)),
        tuple(sorted((*span.mark, tuple(sorted(span.attributes.items()))) for span in decision.spans)),
        decision.policy,
        decision.note,
    )


def _state(there: Gold) -> Hashable:
    settled = there.settled
    return (
        tuple(sorted(map(repr, map(_content, there.decisions)))),
        None if settled is None else (settled.adjudicator, tuple(sorted(settled.people))),
    )


def _by_id(decisions: Sequence[Decision]) -> dict[str, Hashable]:
    return {one.id: _content(one) for one in decisions}


def _last_state_like(steps: Sequence[GoldStep], wanted: Gold) -> int | None:
    """Return after how many steps the gold last had this content and was settled or not as it is here, None: never."""
    is_settled = wanted.settled is not None
    changes = [
        Change(
            [_content(edit.before) for edit in step.edits if edit.before is not None],
            [_content(edit.after) for edit in step.edits if edit.after is not None],
            comparable=step.settled[1] == is_settled,
        )
        for step in steps
    ]
    return last_state_like(changes, map(_content, wanted.decisions))


def _is_in(step: GoldStep, edition: int) -> bool:
    """Return whether all of a step is about the text of this edition."""
    return step.edition == edition and not step.correction


def _require_free_ids(theirs: ArticleGold, ours: ArticleGold, coming: Gold) -> None:
    for table, ids in (
        ("decision", [one.id for one in coming.decisions]),
        ("gold_span", [span.id for one in coming.decisions for span in one.spans]),
    ):
        for id_ in ids:
            sql = f"SELECT 1 FROM {table} WHERE id = ? AND article <> ?"
            if ours.project.row(sql, [id_, ours.article]) is not None:
                raise DifferentProjectError(
                    f"{theirs.project.path} can't be merged into {ours.project.path}: the gold of {theirs.id} there has an id, "
                    f"{id_}, that the gold of another article has here",
                    "Bring its layers in by an export instead, and decide that article here.",
                )


def _copy(
    theirs: ArticleGold, ours: ArticleGold, people: People, taken: int, *, in_our_edition: bool
) -> None:
    """Replace our gold of the article by theirs, and append their steps beyond those `taken` already."""
    for table in ("gold_span", "decision", "settled"):
        ours.project.execute(f"DELETE FROM {table} WHERE article = ?", [ours.article])
    for table, columns in _TABLES.items():
        sql = f"SELECT {columns} FROM {table} WHERE article = ? ORDER BY rowid"
        rows = theirs.project.rows(sql, [theirs.article])
        for row in rows[taken:] if table == "gold_step" else rows:
            with decoding(theirs.project, "the gold of an article"):
                values = _values(row, columns.split(", "), theirs.new)
            if table == "gold_step" and in_our_edition:
                values[-2] = ours.edition
            if table != "gold_span":
                values[0] = people.number(values[0])
            marks = ", ".join("?" * len(values))
            ours.project.execute(
                f"INSERT INTO {table} (article, {columns}) VALUES (?, {marks})", [ours.article, *values]
            )


def _values(row: Sequence[Any], columns: Sequence[str], new: names_in_values.New | None) -> list[Any]:
    values = [
        json_columns.text(_JSON[column](value)) if column in _JSON else value
        for column, value in zip(columns, row, strict=True)
    ]
    return values if new is None else renamed_row(values, columns, new)
