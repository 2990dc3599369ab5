"""Checks of one article: its row, its text, its layers and gold, and the work on it."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from annotator.model import Fault
from annotator.store.check import gold, layers, notes, rows
from annotator.text.length import length_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check.context import Context
    from annotator.store.check.rows import Row

_WORK = ("work", "assignment", "pool", "split_part")

_MOST_GONE = 100
"""How many former texts that are gone are reported of an article, however often it is said to be corrected."""


def faults(context: Context, number: int, scope: layers.Scope = layers.ALL) -> Iterator[Fault]:
    """Yield what is wrong with the article of this number and everything that belongs to it, of its layers what `scope` says."""
    found: list[Fault] = []
    row = _row(context, "article", "number", number, found)
    id_ = rows.printable(row[1]) if row is not None and isinstance(row[1], str) else f"number {number}"
    length = None if row is None else _text(context, number, row, found)
    yield from (msgspec.structs.replace(fault, article=id_) for fault in found)
    edition = None if row is None else _edition(context, row)
    article = layers.Article(number, id_, length, edition)
    found = []
    _former_texts(context, article, found)
    yield from (msgspec.structs.replace(fault, article=id_) for fault in found)
    yield from layers.faults(context, article, scope)
    yield from gold.faults(context, article)
    yield from (msgspec.structs.replace(fault, article=id_) for fault in notes.faults(context, article))
    for table in _WORK:
        if not context.may_have(table, number):
            continue
        found = []
        made = context.tables[table]
        with rows.reading(found, Fault(table=table, article=id_, what="its rows can't be read")):
            for one in rows.few_rows(context.connection, made, "WHERE article = ?", [number]):
                found += rows.faults_of(made, one)
        yield from (msgspec.structs.replace(fault, article=id_) for fault in found)


def _row(context: Context, table: str, key: str, number: int, found: list[Fault]) -> Row | None:
    """Return the article's row of a table, None if it is missing or unreadable; faults are added to `found`."""
    made = context.tables[table]
    row = None
    with rows.reading(found, Fault(table=table, row=str(number), what="it can't be read")):
        row = next(iter(rows.few_rows(context.connection, made, f"WHERE {key} = ?", [number])), None)
        if row is None:
            found.append(Fault(table=table, row=str(number), what="it is gone"))
    if row is None:
        return None
    wrong = list(rows.faults_of(made, row))
    found += wrong
    return row


def _edition(context: Context, row: Row) -> int | None:
    """Return how often the article was corrected; None if that can't be read, 0 in a file of an older version."""
    made = context.tables["article"]
    if not any(column.name == "edition" for column in made.columns):
        return 0
    found = row[made.position("edition")]
    return found if isinstance(found, int) else None


def _former_texts(context: Context, article: layers.Article, found: list[Fault]) -> None:
    """Check the texts that the article had before: each has its hash, and there are as many as it was corrected."""
    made = context.tables["former_text"]
    if not made.columns:
        return
    if article.edition == 0 and not context.may_have(made.name, article.number):
        return
    there = set()
    lost = Fault(table="former_text", article=article.id, what="its rows can't be read")
    with rows.reading(found, lost):
        for row in rows.few_rows(
            context.connection, made, "WHERE article = ? ORDER BY edition", [article.number]
        ):
            wrong = list(rows.faults_of(made, row))
            found += wrong
            edition, text, sha256 = row[1:4]
            if isinstance(edition, int):
                there.add(edition)
            if not wrong and hashlib.sha256(text.encode()).hexdigest() != sha256:
                what = "the text is not the one that was kept (by its hash)"
                found.append(Fault(table="former_text", row=rows.key_of(made, row), what=what))
    if article.edition is not None:
        had = range(article.edition)
        gone = islice((edition for edition in had if edition not in there), _MOST_GONE)
        for edition in sorted((*(edition for edition in there if edition not in had), *gone)):
            found.append(
                Fault(
                    table="former_text",
                    row=f"{article.number}, {edition}",
                    what="no article had this text"
                    if edition in there
                    else "the text from before a correction is gone",
                    harmless=edition not in there,
                )
            )


def _text(context: Context, number: int, row: Row, found: list[Fault]) -> int | None:
    """Check the text against the article's row; return its length in code points, None if it can't be read."""
    made = context.tables["article"]
    metadata, sha256, length, words = row[6:10]
    with rows.reading(found, Fault(table="article", row=str(number), what="its metadata can't be read")):
        if metadata != "{}" and not _is_object(metadata):
            found.append(Fault(table=made.name, row=str(number), what="its metadata are no fields"))
    stored = _row(context, "article_text", "article", number, found)
    if stored is None or not isinstance(stored[1], str):
        return None
    text = stored[1]
    with rows.reading(found, Fault(table="article_text", row=str(number), what="it can't be read")):
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            found.append(
                Fault(
                    table="article_text", row=str(number), what="the text is not what came in (by its hash)"
                )
            )
        elif len(text) != length:
            found.append(Fault(table="article", row=str(number), what="its length is not that of the text"))
        elif length_in_words(text) != words:
            found.append(Fault(table="article", row=str(number), what="its words are not those of the text"))
    return len(text)


def _is_object(text: str) -> bool:
    """Return whether a text is a JSON object. Raises ValueError where it is no JSON."""
    try:
        return isinstance(msgspec.json.decode(text), dict)
    except msgspec.MsgspecError:  # Python's own reads NaN and halves of surrogate pairs, too
        import json

        return isinstance(json.loads(text), dict)
