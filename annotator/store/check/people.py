"""Checks of names and former names, of whether somebody is a person, and that nobody else works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import names as rule
from annotator.command_line import command_line
from annotator.model import Fault, LayerKind
from annotator.store.check import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check.context import Context


_OF_PEOPLE = (
    ("work", "annotator"),
    ("assignment", "annotator"),
    ("decision", "adjudicator"),
    ("settled", "adjudicator"),
    ("gold_step", "adjudicator"),
    ("note", "person"),
    ("note", "author"),
    ("sent_back", "annotator"),
)
"""The tables and columns in which only people stand."""


def faults(context: Context) -> Iterator[Fault]:
    """Yield names that are not allowed or could be two people's, which older versions accepted, and what no person can have."""
    path = context.connection.path
    by_key: dict[str, tuple[str, int]] = {}
    for number, name in sorted(context.names.items(), key=lambda one: one[1]):
        fault = Fault(table="annotator", row=str(number), what="", harmless=True)
        if wrong := rule.fault(name):
            how = command_line("people rename", name, "NEW", project=path)
            yield _saying(fault, f"{wrong} Rename them with: {how}")
        other, _ = by_key.setdefault(rule.key(name), (name, number))
        if other != name:
            how = command_line("people join", other, name, project=path)
            yield _saying(
                fault,
                f"{other} and {name} differ only in case or in how letters are composed; if they are one person: {how}",
            )
    yield from former_names(context)
    yield from _kinds(context)


def former_names(context: Context) -> Iterator[Fault]:
    """Yield former names that somebody else has or had, in any spelling, so that it can't be told who is meant by them."""
    now = {rule.key(name): (name, number) for number, name in context.names.items()}
    before: dict[str, int] = {}
    found: list[Fault] = []
    made = context.tables["former_name"]
    with rows.reading(found, Fault(table="former_name", what="its rows can't be read")):
        for name, number, *_ in rows.rows_of(context.connection, made):
            fault = Fault(table="former_name", row=rows.printable(name), what="", harmless=True)
            key = rule.key(name)
            whose = context.names.get(number, "somebody else")
            known, who = now.get(key, (name, number))
            other = before.setdefault(key, number)
            if who != number:
                how = command_line("people rename", known, "NEW", project=context.connection.path)
                found.append(
                    _saying(
                        fault,
                        f"{whose} was called so before, and {known} is called so now; to tell them apart: {how}",
                    )
                )
            elif other != number:
                had = context.names.get(other, "somebody else")
                found.append(_saying(fault, f"{whose} and {had} were both called so before"))
    yield from found


def _kinds(context: Context) -> Iterator[Fault]:
    """Yield names of an unknown kind, and work, assignments and gold of models and references."""
    made = context.tables["annotator"]
    if "kind" not in [column.name for column in made.columns]:
        return
    found: list[Fault] = []
    others: dict[int, str] = {}
    position = made.position("kind")
    with rows.reading(found, Fault(table="annotator", what="its rows can't be read")):
        for number, kind in ((row[0], row[position]) for row in rows.rows_of(context.connection, made)):
            if kind not in {*LayerKind}:
                what = f"{rows.printable(kind)} is no kind of a name: it is a person, a model or a reference"
                found.append(Fault(table="annotator", row=str(number), what=what))
            elif kind != LayerKind.PERSON:
                others[number] = kind
    marks = ", ".join("?" * len(others))
    for table, column in _OF_PEOPLE if others else ():
        if not context.tables[table].columns:
            continue  # a file of an older version
        sql = f"SELECT {column}, count(*) FROM {table} WHERE {column} IN ({marks}) GROUP BY 1"
        with rows.reading(found, Fault(table=table, what="its rows can't be counted")):
            for number, count in rows.raw_rows(context.connection, sql, [*others]):
                what = f"{context.names.get(number, number)} is a {others[number]}, and has rows ({count}) that only people have"
                found.append(Fault(table=table, what=what))
    yield from found


def _saying(fault: Fault, what: str) -> Fault:
    return Fault(table=fault.table, row=fault.row, what=what, harmless=fault.harmless)
