"""The splits that a project keeps: in which part of each the articles are that were dealt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ProjectError
from annotator.model import KeptSplit
from annotator.store import articles
from annotator.store.check import guards
from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.store.file.connection import Connection

_AT_ONCE = 1000
_SPLIT = "SELECT number, shares, seed, grouped_by, dealt FROM split WHERE shares = ?"
_PARTS = "SELECT id, part FROM split_part JOIN article ON article.number = article WHERE split = ?"
_BY_TEXT = """
    SELECT sha256, id, 0 AS former FROM article WHERE sha256 IN (SELECT value FROM json_each(:some))
    UNION ALL SELECT former_text.sha256, id, 1 FROM former_text JOIN article ON number = article
    WHERE former_text.sha256 IN (SELECT value FROM json_each(:some))
    ORDER BY former
"""
"""The article that has a text now, then those that had it before they were corrected."""


class Dealt(NamedTuple):
    """An article of a data set, by the id and the hash of the text that it had there, and its part."""

    id: str
    sha256: str
    part: str


class Found(NamedTuple):
    """The parts of those articles of a data set that a project has, by the ids here; how many it lacks, and has with another text."""

    parts: dict[str, str]
    missing: int
    changed: int


class KeptSplits:
    """The splits that a project keeps, by their shares."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, shares: str) -> KeptSplit | None:
        """Return the split of these shares, None where none is kept. Raises `DamagedProjectError`."""
        with self._connection.as_of_now():
            guards.require_splits(self._connection)
            return _read(self._connection, shares)

    def keep(self, before: KeptSplit | None, split: KeptSplit) -> None:
        """Store a split in place of the one of its shares that was there before, `before`, in one transaction.

        Raises `ProjectError`, and stores nothing, where another one is there by now.
        """
        connection = self._connection
        with connection.writing():
            if _read(connection, split.shares) != before:
                raise ProjectError(
                    f"Another export has dealt articles for --split {split.shares} meanwhile",
                    "Run it again; it follows what was dealt.",
                )
            store(connection, before, split)

    def find(self, dealt: Iterable[Dealt]) -> Found:
        """Return the parts of articles of a data set in this project: those that have or had their texts, else those with their ids."""
        parts: dict[str, str] = {}
        rest: dict[str, str] = {}
        missing = changed = 0
        with self._connection.as_of_now():
            for some in _batches(dealt):
                texts = json.dumps([one.sha256 for one in some])
                by_text: dict[str, str] = {}
                for sha256, id_, _ in self._connection.rows(_BY_TEXT, {"some": texts}):
                    by_text.setdefault(sha256, id_)
                there = articles.numbers(self._connection, [one.id for one in some])
                for one in some:
                    if one.sha256 in by_text:
                        parts[by_text[one.sha256]] = one.part
                    elif one.id in there:
                        rest[one.id] = one.part
                        changed += 1
                    else:
                        missing += 1
        return Found(rest | parts, missing, changed)


def store(connection: Connection, before: KeptSplit | None, split: KeptSplit) -> None:
    """Store a split in place of `before`, inside a transaction; only what differs is written."""
    if before is not None and _is_same_deal(before, split):
        number = _number(connection, split.shares)
        new = {id_: part for id_, part in split.parts.items() if id_ not in before.parts}
    else:
        if before is not None:
            former = _number(connection, split.shares)
            connection.execute("DELETE FROM split_part WHERE split = ?", [former])
            connection.execute("DELETE FROM split WHERE number = ?", [former])
        row = connection.row("SELECT coalesce(max(number), 0) + 1 FROM split")
        assert row is not None
        number = int(row[0])
        connection.insert("split", [(number, split.shares, str(split.seed), split.grouped_by, split.dealt)])
        new = split.parts
    numbers = articles.numbers(connection, new)
    connection.insert(
        "split_part",
        [
            (number, article, part)
            for article, part in sorted((numbers[id_], part) for id_, part in new.items() if id_ in numbers)
        ],
    )


def all_splits(connection: Connection) -> list[KeptSplit]:
    """Return all splits that a project keeps, by their shares."""
    found = [
        _read(connection, shares) for (shares,) in connection.rows("SELECT shares FROM split ORDER BY shares")
    ]
    return [split for split in found if split is not None]


def _is_same_deal(before: KeptSplit, split: KeptSplit) -> bool:
    """Return whether a split goes on from another one: dealt the same way, with all of its articles where they were."""
    return (before.seed, before.grouped_by, before.dealt) == (
        split.seed,
        split.grouped_by,
        split.dealt,
    ) and before.parts.items() <= split.parts.items()


def _number(connection: Connection, shares: str) -> int:
    row = connection.row("SELECT number FROM split WHERE shares = ?", [shares])
    assert row is not None
    return int(row[0])


def _read(connection: Connection, shares: str) -> KeptSplit | None:
    row = connection.row(_SPLIT, [shares])
    if row is None:
        return None
    number, shares, seed, grouped_by, dealt = row
    names = {name: name for name in (part.partition("=")[0] for part in shares.split("/"))}
    parts = {id_: names.get(part, part) for id_, part in connection.rows(_PARTS, [number])}
    with decoding(connection, "the seed of a split"):
        return KeptSplit(shares=shares, seed=int(seed), dealt=dealt, grouped_by=grouped_by, parts=parts)


def _batches(dealt: Iterable[Dealt]) -> Iterator[list[Dealt]]:
    some: list[Dealt] = []
    for one in dealt:
        some.append(one)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    yield some
