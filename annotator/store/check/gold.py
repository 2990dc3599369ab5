"""Checks of an article's gold: decisions, their spans, whether it is settled, and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.model import Fault
from annotator.sentences import shortened
from annotator.store import from_rows
from annotator.store.check import rows
from annotator.store.check.layers import outside, unknown_edition
from annotator.store.check.values import time_fault
from annotator.store.people import names_in_values
from annotator.store.replay import gold_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from annotator.model import Decision, GoldSpan, GoldStep, Settled
    from annotator.store.check.context import Context
    from annotator.store.check.layers import Article
    from annotator.store.check.rows import Row

_UNREADABLE = "it can't be read"


class _Rows(NamedTuple):
    """The rows of an article in the tables of gold; `whole`: all could be read and have sound values."""

    decisions: list[Row]
    spans: list[Row]
    settled: list[Row]
    steps: list[Row]
    whole: bool


def faults(context: Context, article: Article) -> Iterator[Fault]:
    """Yield what is wrong with the gold of an article."""
    found: list[Fault] = []
    there = _rows(context, article, found)
    if not there.whole:
        yield from found
        return
    decisions = _decisions(context, article, there, found)
    settled = _settled(context, article, there.settled, found)
    steps = _steps(context, article, there.steps, found)
    for row in there.decisions:
        _check_marks(article, row, found)
    if found:
        yield from found
        return
    then = gold_after(steps)
    if then.contradiction is not None:
        what = f"step {then.contradiction.entry} of the history of its gold can't follow those before it"
        yield Fault(table="gold_step", article=article.id, what=f"{what}: {then.contradiction.what}")
    elif then.decisions != decisions:
        yield _differing(article, decisions, then.decisions)
    elif then.settled != settled:
        yield Fault(
            table="settled", article=article.id, what="whether it is settled is not as the history has it"
        )
    for decision in decisions:
        for span in decision.spans:
            yield from _wrong(context, article, span)


def _rows(context: Context, article: Article, found: list[Fault]) -> _Rows:
    kept: dict[str, list[Row]] = {}
    whole = True
    for table, order in (
        ("decision", ""),
        ("gold_span", "ORDER BY rowid"),
        ("settled", ""),
        ("gold_step", "ORDER BY number"),
    ):
        kept[table] = []
        if not context.may_have(table, article.number):
            continue
        made = context.tables[table]
        done = False
        with rows.reading(found, Fault(table=table, article=article.id, what="its rows can't be read")):
            for row in rows.few_rows(
                context.connection, made, f"WHERE article = ? {order}", [article.number]
            ):
                wrong = list(rows.faults_of(made, row))
                found += [msgspec.structs.replace(one, article=article.id) for one in wrong]
                whole = whole and not wrong
                kept[table].append(row)
            done = True
        whole = whole and done
    return _Rows(kept["decision"], kept["gold_span"], kept["settled"], kept["gold_step"], whole)


def _decisions(context: Context, article: Article, there: _Rows, found: list[Fault]) -> tuple[Decision, ...]:
    """Return the readable decisions with their spans; faults are added to `found`."""
    of: dict[str, list[Row]] = {row[0]: [] for row in there.decisions}
    for row in there.spans:
        id_, decision, _, start, end, label, attributes = row
        if decision in of:
            of[decision].append((decision, id_, start, end, label, attributes))
        else:
            found.append(_fault("gold_span", row, article, f"there is no decision {decision} in its article"))
    made: list[Decision] = []
    for row in there.decisions:
        id_, _, person, at, choice, people, sources, _, policy, note = row
        name = _name(context, "decision", row, article, person, found)
        with rows.reading(found, _fault("decision", row, article, _UNREADABLE)):
            read = from_rows.decisions(
                article.id, [(id_, name, at, choice, people, sources, policy, note)], of[id_]
            )
            if wrong := time_fault(*(moment for decision in read for moment in _moments(decision))):
                found.append(_fault("decision", row, article, wrong))
            else:
                made += read
    return tuple(sorted(made, key=lambda decision: decision.order))


def _settled(context: Context, article: Article, there: list[Row], found: list[Fault]) -> Settled | None:
    made = None
    for row in there:
        _, person, at, people = row
        name = _name(context, "settled", row, article, person, found)
        with rows.reading(found, _fault("settled", row, article, _UNREADABLE)):
            made = from_rows.settled((name, at, people))
            if wrong := time_fault(made.when):
                found.append(_fault("settled", row, article, wrong))
    return made


def _steps(context: Context, article: Article, there: list[Row], found: list[Fault]) -> list[GoldStep]:
    made = []
    for row in there:
        _, _, person, *values = row
        name = _name(context, "gold_step", row, article, person, found)
        with rows.reading(found, _fault("gold_step", row, article, _UNREADABLE)):
            step = from_rows.step(article.id, (name, *values))
            made.append(step)
            if wrong := unknown_edition(article, step.edition):
                found.append(_fault("gold_step", row, article, wrong))
            sides = [side for edit in step.edits for side in (edit.before, edit.after) if side is not None]
            if wrong := time_fault(step.when, *(moment for side in sides for moment in _moments(side))):
                found.append(_fault("gold_step", row, article, wrong))
            if any(side.article != article.id for side in sides):
                found.append(_fault("gold_step", row, article, "it is about the gold of another article"))
    return made


def _moments(decision: Decision) -> Iterator[datetime]:
    yield decision.when
    for source in decision.sources:
        yield from (source.created, source.changed)


def _check_marks(article: Article, row: Row, found: list[Fault]) -> None:
    """Compare the column `marks` with the sources; it is empty if people were joined who both had a span."""
    sources, marks = row[6], row[7]
    with rows.reading(found, _fault("decision", row, article, _UNREADABLE)):
        if marks not in ("[]", names_in_values.marks_text(sources)):
            found.append(_fault("decision", row, article, "its marks are not those of its sources"))


def _wrong(context: Context, article: Article, span: GoldSpan) -> Iterator[Fault]:
    fault = Fault(table="gold_span", row=span.id, article=article.id, what="")
    if what := outside(span.start, span.end, article.length):
        yield msgspec.structs.replace(fault, what=what)
    if context.labels is not None and span.label not in context.labels:
        yield msgspec.structs.replace(
            fault, what=f"the schema has no label {shortened(span.label)}", harmless=True
        )


def _differing(article: Article, there: tuple[Decision, ...], then: tuple[Decision, ...]) -> Fault:
    """Return a fault for the first decision that differs from the history."""
    here, history = ({decision.id: decision for decision in side} for side in (there, then))
    ids = sorted(here.keys() | history.keys())
    id_ = next((id_ for id_ in ids if here.get(id_) != history.get(id_)), "")
    if id_ not in history:
        what = "it is not in the history"
    elif id_ not in here:
        what = "the history has it, and it is gone"
    else:
        what = "it is not as the history has it"
    return Fault(table="decision", row=id_, article=article.id, what=what)


def _name(context: Context, table: str, row: Row, article: Article, person: int, found: list[Fault]) -> str:
    if person not in context.names:
        found.append(_fault(table, row, article, f"there is no person {person}"))
    return context.names.get(person, "")


def _fault(table: str, row: Row, article: Article, what: str) -> Fault:
    return Fault(table=table, row=rows.printable(row[0]), article=article.id, what=what)
