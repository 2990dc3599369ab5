"""Checks of the notes on an article, and of whom it was sent back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows
from annotator.store.file import json_columns

if TYPE_CHECKING:
    from annotator.store.check.context import Context
    from annotator.store.check.layers import Article

_BACK = """
    SELECT sent_back.annotator, sent_back.note, work.status,
        note.article IS sent_back.article AND note.person IS sent_back.annotator AND note.sends_back
    FROM sent_back LEFT JOIN note ON note.id = sent_back.note
    LEFT JOIN work ON work.annotator = sent_back.annotator AND work.article = sent_back.article
    WHERE sent_back.article = ? ORDER BY sent_back.annotator
"""


def faults(context: Context, article: Article) -> list[Fault]:
    """Return what is wrong with the notes on an article and with whom it was sent back to."""
    found: list[Fault] = []
    if context.tables["note"].columns and context.may_have("note", article.number):
        _notes(context, article, found)
    if context.tables["sent_back"].columns and context.may_have("sent_back", article.number):
        _back(context, article, found)
    return found


def _notes(context: Context, article: Article, found: list[Fault]) -> None:
    made = context.tables["note"]
    lost = Fault(table="note", article=article.id, what="its rows can't be read")
    with rows.reading(found, lost):
        for row in rows.few_rows(context.connection, made, "WHERE article = ? ORDER BY id", [article.number]):
            if wrong := list(rows.faults_of(made, row)):
                found += wrong
                continue
            start, end = row[4:6]
            closes = row[11]
            fault = Fault(
                table="note", row=rows.key_of(made, row), article=article.id, what="it can't be read"
            )
            with rows.reading(found, fault):
                json_columns.ids(closes)
                if article.length is not None and not 0 <= start < end <= article.length:
                    what = f"its range {start}–{end} is outside the text"
                    found.append(Fault(table="note", row=fault.row, article=article.id, what=what))


def _back(context: Context, article: Article, found: list[Fault]) -> None:
    made = context.tables["sent_back"]
    lost = Fault(table="sent_back", article=article.id, what="its rows can't be read")
    with rows.reading(found, lost):
        for row in rows.few_rows(context.connection, made, "WHERE article = ?", [article.number]):
            found += rows.faults_of(made, row)
        for person, note, status, fits in rows.raw_rows(context.connection, _BACK, [article.number]):
            what = ""
            if not fits:
                what = f"the note with which it was sent back, {rows.printable(note)}, is not there or sends nothing back to them"
            elif status == "done":
                what = "it was sent back and is done"
            if what:
                name = context.names.get(person, "")
                key = f"{rows.printable(person)}, {article.number}"
                found.append(Fault(table="sent_back", row=key, article=article.id, person=name, what=what))
