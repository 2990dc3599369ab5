"""Recovering notes, and which articles are back with whom. Only checksums and indexes prove them, so any other row is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.check.values import FAULTS
from annotator.store.file import json_columns
from annotator.store.file.decoding import UNREADABLE
from annotator.store.recover.tables import without_checksum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.store.recover.articles import RecoveredArticle
    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import ReadTables, Row

_SENT = "SELECT 1 FROM note WHERE id = ? AND article = ? AND person = ? AND sends_back"
_DONE = "SELECT 1 FROM work WHERE article = ? AND annotator = ? AND status = 'done'"


def recover_notes(
    tables: ReadTables,
    draft: Draft,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    findings: Findings,
) -> None:
    """Insert the notes that are right, and add findings about the others."""
    table = tables.tables["note"]
    persons = {number for (number,) in draft.rows("SELECT number FROM annotator WHERE kind = 'person'")}
    for key, row in sorted(table.rows.items(), key=lambda one: str(one[0])):
        article = articles.get(_number(row, "article"))
        if article is None:
            continue  # it is left out, and that was noted
        whose = {row.get("author"), row.get("person") or row.get("author")}
        fits = whose <= persons and not table.definition.bad(row) and table.is_sure(key)
        if not (fits and _is_readable(row, article) and not draft.insert("note", _in(row, article))):
            findings.add(_unread(row, people, article))
    for row in table.lost.values():
        if (article := articles.get(_number(row, "article"))) is not None:
            findings.add(_unread(row, people, article))


def recover_sent_back(
    tables: ReadTables,
    draft: Draft,
    people: Mapping[int, str],
    articles: Mapping[int, RecoveredArticle],
    findings: Findings,
) -> None:
    """Insert which articles are back with whom, once notes and status are there, and add findings about what can't be told."""
    table = tables.tables["sent_back"]
    rows = sorted(table.rows.items(), key=lambda one: str(one[0]))
    for key, row in [*rows, *((None, row) for row in table.lost.values())]:
        number, person = _number(row, "article"), _number(row, "annotator")
        if number not in articles or person not in people:
            continue
        fits = (
            key is not None
            and not table.definition.bad(row)
            and table.is_sure(key)
            and bool(draft.rows(_SENT, [row["note"], number, person]))
            and not draft.rows(_DONE, [number, person])
        )
        if not (fits and not draft.insert("sent_back", without_checksum(row))):
            findings.add(f"Whether {articles[number].id} was sent back to {people[person]} can't be told.")


def _is_readable(row: Row, article: RecoveredArticle) -> bool:
    """Return whether values of the right types are ones that a note can have."""
    closes, end = row.get("closes"), row.get("end")
    try:
        json_columns.ids(closes if isinstance(closes, str) else "")
    except UNREADABLE:
        return False
    return not FAULTS["note", "at"](row.get("at")) and isinstance(end, int) and end <= article.length


def _in(row: Row, article: RecoveredArticle) -> Row:
    """Return the row for the text that was recovered; where it was written in a later one, it counts as written in this one."""
    plain, edition = without_checksum(row), row.get("edition")
    if isinstance(edition, int) and edition <= article.edition:
        return plain
    return plain | {"first": row["start"], "last": row["end"], "edition": article.edition}


def _number(row: Mapping[str, object], column: str) -> int:
    found = row.get(column)
    return found if isinstance(found, int) else 0


def _unread(row: Mapping[str, object], people: Mapping[int, str], article: RecoveredArticle) -> str:
    author = people.get(_number(row, "author"), "")
    return f"A note{f' of {author}' if author else ''} on {article.id} can't be read."
