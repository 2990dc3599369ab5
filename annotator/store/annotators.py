"""The people, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError, who_there_is
from annotator.model import now

if TYPE_CHECKING:
    from annotator.store.connection import Connection

EVERYONE = "all"
GOLD = "gold"


def names(connection: Connection) -> list[str]:
    """Return everyone's name, sorted."""
    return [name for (name,) in connection.rows("SELECT name FROM annotator ORDER BY name")]


def number(connection: Connection, name: str) -> int | None:
    """Return the number that stands for a name in the other tables, or None for somebody new."""
    found = connection.row("SELECT number FROM annotator WHERE name = ?", [name])
    return None if found is None else int(found[0])


def require_number(connection: Connection, name: str) -> int:
    """Return the number for a name. Raises `UsageError` for a name that nobody has."""
    found = number(connection, name)
    if found is None:
        raise UsageError(
            f"There is no annotator called {name} in this project. {who_there_is(names(connection))}"
        )
    return found


def ensure(connection: Connection, name: str) -> int:
    """Return the number for a name, inside a transaction, adding somebody new. Raises `UsageError` for a bad name."""
    found = number(connection, name)
    if found is not None:
        return found
    check_name(name)
    connection.execute("INSERT INTO annotator (name, created) VALUES (?, ?)", [name, now().isoformat()])
    return ensure(connection, name)


def check_name(name: str) -> None:
    """Raise `UsageError` for a name that nobody can have."""
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise UsageError(f"{name!r} can't be an annotator's name: use letters, without spaces around them.")
    if name in (EVERYONE, GOLD):
        raise UsageError(f"An annotator can't be called {name!r}: exports use that word for something else.")
