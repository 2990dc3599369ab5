"""What the filter of the adjudicator's list finds: titles, ids, sources, dates and numbers, names, and how far an article is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.text import fold

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

STATUSES = ("· new", "… begun", "! changed", "✓ settled")
"""How far an article is adjudicated, as the list shows it, in the order of the stored numbers."""


class Found(NamedTuple):
    """A condition on rows of `case_count`, "" for none, its values, and the number of the row that comes first."""

    where: str = ""
    parameters: tuple[Any, ...] = ()
    first: int | None = None


def condition(connection: Connection, query: str, *, people: bool) -> Found:
    """Return what the words of a filter ask for: each is to be found. `people`: names are looked at, too."""
    words = [word for word in query.split() if fold.pattern(word) is not None]
    if not words:
        return Found()
    names = connection.rows("SELECT number, name FROM annotator") if people else []
    parts, parameters = [], list[Any]()
    for word in words:
        part, values = _of_word(connection, word, names)
        parts.append(f"({part})")
        parameters += values
    return Found(" AND ".join(parts), tuple(parameters), _number(query))


def _of_word(connection: Connection, word: str, names: list[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    pattern = fold.pattern(word)
    assert pattern is not None
    either, values = [], list[Any]()
    listed = [
        number
        for number, id_, title in connection.rows("SELECT number, id, title FROM article")
        if pattern.search(f"{title}\n{id_}\n{number}")
    ]
    either.append("article IN (SELECT value FROM json_each(?))")
    values.append(json.dumps(listed))
    for number, name in names:
        if pattern.search(name):
            either.append("instr(people, ?)")
            values.append(f",{number},")
    statuses = [number for number, said in enumerate(STATUSES) if pattern.search(said)]
    if statuses:
        either.append(f"status IN ({', '.join(map(str, statuses))})")
    return " OR ".join(either), values


def _number(query: str) -> int | None:
    """Return the number that a filter is, in any digits."""
    text = fold.folded(query)
    return int(text) if text.isdecimal() and len(text) < 10 and len(query.split()) == 1 else None
