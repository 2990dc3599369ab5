"""The gold of each article: its decisions, whether it is settled, and the steps by which both change."""

from __future__ import annotations

import sqlite3
from datetime import UTC
from typing import TYPE_CHECKING

from annotator.errors import DuplicateSpanError, StaleSpanError
from annotator.model import Decision, Gold, Settled
from annotator.store import articles, from_rows
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.operations import check_range, require_edition
from annotator.store.people import annotators, names_in_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.model import DecisionEdit, GoldSpan, GoldStep, Span
    from annotator.store.file.connection import Connection

_DECISIONS = """
    SELECT id, annotator.name, at, choice, people, sources, policy, note
    FROM decision JOIN annotator ON annotator.number = decision.adjudicator
"""
_STEPS = """
    SELECT name, at, move, edits, settled_before, settled_after, people, edition, correction
    FROM gold_step JOIN annotator ON annotator.number = gold_step.adjudicator
    WHERE article = ? ORDER BY gold_step.number
"""
_INSERT_DECISION = """
    INSERT INTO decision (id, article, adjudicator, at, choice, people, sources, marks, policy, note)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_SPAN = """
    INSERT INTO gold_span (id, decision, article, start, "end", label, attributes) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_TWIN = 'SELECT 1 FROM gold_span WHERE article = ? AND start = ? AND "end" = ? AND label = ?'
_SPANS = 'SELECT decision, id, start, "end", label, attributes FROM gold_span'


class GoldStore:
    """The gold of a project, article by article: decisions, whether the article is settled, and their history.

    Articles are named by their ids; each method raises `NoSuchArticleError` for an id that no article has.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, article: str) -> Gold:
        """Return the decisions in an article and whether it is settled. Raises `NotAProjectError` when they can't be read."""
        return of_article(self._connection, articles.require_number(self._connection, article))

    def is_settled(self, article: str) -> bool:
        """Return whether an adjudicator has settled an article."""
        number = articles.require_number(self._connection, article)
        return self._connection.row("SELECT 1 FROM settled WHERE article = ?", [number]) is not None

    def steps(self, article: str) -> list[GoldStep]:
        """Return the history of an article's gold, oldest first. Raises `NotAProjectError` when it can't be read."""
        return steps_of(self._connection, article, articles.require_number(self._connection, article))

    def decide(self, step: GoldStep) -> None:
        """Apply a step to the gold of its article and append it to the history, in one transaction.

        Raises `StaleSpanError` when the gold is not as the step says, `DuplicateSpanError`, `SpanRangeError`, `UsageError`
        for a name that nobody can have; nothing is changed then.
        """
        with self._connection.writing():
            apply(self._connection, step)

    def decide_each(self, steps: Sequence[GoldStep]) -> list[GoldStep]:
        """Apply steps of different articles in one transaction; return those that were left out, as their gold changed.

        Raises as `decide` does for anything else; nothing is changed then.
        """
        left = []
        with self._connection.writing():
            for step in steps:
                self._connection.execute("SAVEPOINT step")
                try:
                    apply(self._connection, step)
                except StaleSpanError:
                    self._connection.execute("ROLLBACK TO step")
                    self._connection.spellings = None  # it may have brought in somebody
                    left.append(step)
                self._connection.execute("RELEASE step")
        return left


def of_article(connection: Connection, number: int) -> Gold:
    """Return the gold of the article with this number, which must exist.

    Raises `NotAProjectError` when it can't be read.
    """
    article = _id(connection, number)
    rows = connection.rows(f"{_DECISIONS} WHERE article = ?", [number])
    spans = connection.rows(f"{_SPANS} WHERE article = ? ORDER BY rowid", [number]) if rows else []
    settled = connection.row(
        "SELECT name, at, people FROM settled JOIN annotator ON annotator.number = adjudicator WHERE article = ?",
        [number],
    )
    with decoding(connection, f"the gold of {article}"):
        return Gold(
            article=article,
            decisions=from_rows.decisions(article, rows, spans),
            settled=None if settled is None else from_rows.settled(settled),
        )


def steps_of(connection: Connection, article: str, number: int) -> list[GoldStep]:
    """Return the history of the gold of the article with this id and number, oldest first. Raises `NotAProjectError`."""
    rows = connection.rows(_STEPS, [number])
    with decoding(connection, f"the history of the gold of {article}"):
        return [from_rows.step(article, row) for row in rows]


def apply(connection: Connection, step: GoldStep) -> None:
    """Apply a step's edits in their order and append it to the history, inside a transaction.

    Raises as `GoldStore.decide` does.
    """
    _check_step(step)
    number = articles.require_number(connection, step.article)
    require_edition(connection, number, step.article, step.edition)
    step = names_in_values.step(step, annotators.spelling(connection))
    _settle(connection, number, step)
    new = NewDecisions(connection, number)
    for edit in step.edits:
        _apply(connection, number, edit, new)
    add_to_history(connection, number, step)


def add_to_history(connection: Connection, number: int, step: GoldStep) -> None:
    """Append a step to the history of the article with this number, inside a transaction, without applying it."""
    connection.execute(
        "INSERT INTO gold_step "
        "(article, adjudicator, at, move, edits, settled_before, settled_after, people, edition, correction) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            number,
            annotators.ensure(connection, step.adjudicator),
            _stamp(step.when),
            step.move.value,
            json_columns.text(step.edits),
            *step.settled,
            json_columns.text(step.people),
            step.edition,
            step.correction,
        ],
    )


def _check_step(step: GoldStep) -> None:
    """Check a step. Raises ValueError, a fault of the program."""
    if not step.edits and step.settled[0] == step.settled[1]:
        raise ValueError("a step changes something")
    for edit in step.edits:
        sides = [decision for decision in (edit.before, edit.after) if decision is not None]
        if not sides or len({decision.id for decision in sides}) > 1:
            raise ValueError("an edit needs one decision, before it, after it, or both")
        if any(decision.article != step.article for decision in sides):
            raise ValueError("a step is about one article")


def _settle(connection: Connection, number: int, step: GoldStep) -> None:
    before, after = step.settled
    if (connection.row("SELECT 1 FROM settled WHERE article = ?", [number]) is not None) != before:
        raise _stale(
            f"{step.article} was {'opened again' if before else 'settled'} elsewhere since it was read"
        )
    if before and not after:
        connection.execute("DELETE FROM settled WHERE article = ?", [number])
    elif after and not before:
        settled = Settled(adjudicator=step.adjudicator, when=step.when, people=step.people)
        insert_settled(connection, number, settled)


def insert_settled(connection: Connection, number: int, settled: Settled) -> None:
    """Store that an article is settled, inside a transaction."""
    person = annotators.ensure(connection, settled.adjudicator)
    values = [number, person, _stamp(settled.when), json_columns.text(settled.people)]
    connection.execute("INSERT INTO settled (article, adjudicator, at, people) VALUES (?, ?, ?, ?)", values)


def _apply(connection: Connection, number: int, edit: DecisionEdit, new: NewDecisions) -> None:
    if edit.before is not None:
        if not _is_there(connection, number, edit.before):
            raise _changed(edit.before)
        delete(connection, edit.before)
    if edit.after is not None:
        new.insert(edit.after)


def delete(connection: Connection, decision: Decision) -> None:
    """Remove a decision with its spans, inside a transaction."""
    connection.execute("DELETE FROM gold_span WHERE decision = ?", [decision.id])
    connection.execute("DELETE FROM decision WHERE id = ?", [decision.id])


class NewDecisions:
    """Adds decisions to the article with this number, inside one transaction. What holds for all of them is looked up once."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._length = articles.length(connection, number)
        self._people: dict[str, int] = {}

    def insert(self, decision: Decision) -> None:
        """Add a decision with its spans. Raises as `GoldStore.decide` does."""
        marks = names_in_values.marks(decision.sources)
        values = [
            decision.id,
            self._number,
            self._person(decision.adjudicator),
            _stamp(decision.when),
            decision.choice.value,
            json_columns.text(decision.people),
            json_columns.text(decision.sources),
            marks,
            decision.policy,
            decision.note,
        ]
        try:
            self._connection.execute(_INSERT_DECISION, values)
        except sqlite3.IntegrityError:
            self._tell_why_not(decision, marks)
            raise
        for span in decision.spans:
            check_range(span, self._length, decision.article)
            mark = [self._number, span.start, span.end, span.label]
            try:
                self._connection.execute(
                    _INSERT_SPAN, [span.id, decision.id, *mark, json_columns.text(span.attributes)]
                )
            except sqlite3.IntegrityError:
                self._tell_why_not_span(decision, span)
                raise

    def _tell_why_not(self, decision: Decision, marks: str) -> None:
        """Raise what keeps a decision from being added, which few ask for, so that it is not looked for each time."""
        if self._has("SELECT 1 FROM decision WHERE id = ?", decision.id):
            raise _changed(decision)
        if self._has(
            "SELECT 1 FROM decision WHERE article = ? AND marks = ? AND marks <> '[]'", self._number, marks
        ):
            raise _stale(f"What was marked {_where(decision)} was decided elsewhere since it was read")

    def _tell_why_not_span(self, decision: Decision, span: GoldSpan) -> None:
        if self._has("SELECT 1 FROM gold_span WHERE id = ?", span.id):
            raise _changed(decision)
        if self._has(_TWIN, self._number, span.start, span.end, span.label):
            raise DuplicateSpanError(
                f"The gold of {decision.article} has a span labelled {span.label} at {span.start}–{span.end} already. "
                "Choose another label or another range."
            )

    def _has(self, sql: str, *values: str | int) -> bool:
        return self._connection.row(sql, values) is not None

    def _person(self, name: str) -> int:
        if name not in self._people:
            self._people[name] = annotators.ensure(self._connection, name)
        return self._people[name]


def _is_there(connection: Connection, number: int, decision: Decision) -> bool:
    """Return whether the article with this number has a decision exactly as it is here."""
    rows = connection.rows(f"{_DECISIONS} WHERE id = ? AND article = ?", [decision.id, number])
    spans = connection.rows(f"{_SPANS} WHERE decision = ? ORDER BY rowid", [decision.id])
    with decoding(connection, f"the gold of {decision.article}"):
        return from_rows.decisions(decision.article, rows, spans) == (decision,)


def _id(connection: Connection, number: int) -> str:
    row = connection.row("SELECT id FROM article WHERE number = ?", [number])
    assert row is not None
    return str(row[0])


def _where(decision: Decision) -> str:
    spans: list[Span | GoldSpan] = [*decision.spans, *decision.sources]
    if not spans:
        return f"in {decision.article}"
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return f"at {start}–{end} of {decision.article}"


def _changed(decision: Decision) -> StaleSpanError:
    return _stale(f"What was decided {_where(decision)} was changed elsewhere since it was read")


def _stale(what: str) -> StaleSpanError:
    return StaleSpanError(what, "Open the article again to see its gold as it is.")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
