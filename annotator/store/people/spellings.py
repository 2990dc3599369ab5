"""The names and former names of a project by their keys, kept between two look-ups, so that many names are found in linear time."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from annotator import names as rule

if TYPE_CHECKING:
    from annotator.store.disk.bounded import Bounded
    from annotator.store.file.connection import Connection

    Known = tuple[str, int]
    """A name as it is stored, and the number of who has it or had it."""


class Spellings:
    """The names by `names.key`, those of one key sorted, as a connection sees them in one version of its file."""

    def __init__(self, connection: Connection) -> None:
        self.version = _version(connection)
        self.names: dict[str, list[Known]] = {}
        self.former: dict[str, list[Known]] = {}
        for name, number in connection.rows("SELECT name, number FROM annotator ORDER BY name"):
            self.names.setdefault(rule.key(name), []).append((name, number))
        for name, number in connection.rows("SELECT name, annotator FROM former_name ORDER BY name"):
            self.former.setdefault(rule.key(name), []).append((name, number))


def alike(connection: Connection, name: str) -> tuple[list[Known], list[Known]]:
    """Return the names that have the key of this one, and the former names that have it, each sorted."""
    key = rule.key(name)
    known = _known(connection)
    found = known.names.get(key, []), known.former.get(key, [])
    if not _is_so(connection, *found):  # what was added in a part of a transaction that was taken back
        forget(connection)
        known = _known(connection)
        found = known.names.get(key, []), known.former.get(key, [])
    return found


def add(connection: Connection, name: str, number: int) -> None:
    """Note that somebody was added, inside a transaction."""
    if connection.spellings is not None:
        insort(connection.spellings.names.setdefault(rule.key(name), []), (name, number))


def add_former(connection: Connection, name: str, number: int) -> None:
    """Note that a former name was added, inside a transaction."""
    if connection.spellings is not None:
        same = connection.spellings.former.setdefault(rule.key(name), [])
        same[:] = sorted([*(one for one in same if one[0] != name), (name, number)])


def forget(connection: Connection) -> None:
    """Let the names be read again at the next look-up."""
    connection.spellings = None


def _known(connection: Connection) -> Spellings:
    """Return the names as of now. What this connection writes is noted by who writes it; what others write shows in the version."""
    known = connection.spellings
    if known is None or known.version != _version(connection):
        known = connection.spellings = Spellings(connection)
    return known


def _version(connection: Connection) -> tuple[Bounded, int]:
    row = connection.row("PRAGMA data_version")
    assert row is not None
    return connection.database, int(row[0])


def _is_so(connection: Connection, named: list[Known], former: list[Known]) -> bool:
    return all(
        connection.row("SELECT name FROM annotator WHERE number = ?", [number]) == (name,)
        for name, number in named
    ) and all(
        connection.row("SELECT annotator FROM former_name WHERE name = ?", [name]) == (number,)
        for name, number in former
    )
