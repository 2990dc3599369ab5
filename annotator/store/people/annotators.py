"""Finding people, models and references by name, in any spelling, and adding new ones.

Spellings that `names.key` makes equal are one name. Where two people have the same name all the same, as older files may
have them, each is meant by their own spelling alone. A name that somebody had before is theirs still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import names as rule
from annotator.command_line import command_line
from annotator.errors import UsageError, who_there_is
from annotator.model import LayerKind, now
from annotator.store.people import kinds, spellings

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.file.connection import Connection


def names(connection: Connection) -> list[str]:
    """Return the names of the people, sorted."""
    return [name for (name,) in connection.rows(f"SELECT name FROM {kinds.PEOPLE} ORDER BY name")]


def all_names(connection: Connection) -> list[str]:
    """Return the names of people, models and references, sorted."""
    return [name for (name,) in connection.rows("SELECT name FROM annotator ORDER BY name")]


def name_of(connection: Connection, number: int) -> str:
    """Return the name of the person with this number, who must exist."""
    row = connection.row("SELECT name FROM annotator WHERE number = ?", [number])
    assert row is not None
    return str(row[0])


def number(connection: Connection, name: str) -> int | None:
    """Return the number that stands for a name in the other tables, whatever its kind, or None for somebody new.

    Who has exactly this name, or had it before, comes first, then who has it in another spelling. A name that nobody can
    have is only met exactly. Raises `UsageError` where two people have it in other spellings.
    """
    found = _exact(connection, name)
    return found if found is not None or rule.fault(name) else _spelled(connection, name)


def number_elsewhere(connection: Connection, name: str) -> int | None:
    """Return the number for a name from another project, None for somebody new. Unlike `number`, it finds invalid names in any spelling."""
    found = _exact(connection, name)
    return _spelled(connection, name) if found is None else found


def require_number(connection: Connection, name: str) -> int:
    """Return the number for a name. Raises `UsageError` for a name that nobody has."""
    found = number(connection, name)
    if found is None:
        raise UsageError(
            f"There is no annotator called {name} in this project. {who_there_is(all_names(connection))}"
        )
    return found


def ensure(connection: Connection, name: str, kind: LayerKind = LayerKind.PERSON) -> int:
    """Return the number for a name, inside a transaction, adding a new one.

    Raises `UsageError` for a bad name, and for one that is of another kind.
    """
    found = number(connection, name)
    if found is not None:
        kinds.require(connection, found, kind)
        return found
    name = _clean(name, kind)
    connection.execute(
        "INSERT INTO annotator (name, created, kind) VALUES (?, ?, ?)", [name, now().isoformat(), kind.value]
    )
    added = require_number(connection, name)
    spellings.add(connection, name, added)
    return added


def rename(connection: Connection, number: int, new: str) -> None:
    """Give somebody another name, inside a transaction."""
    connection.execute("UPDATE annotator SET name = ? WHERE number = ?", [new, number])
    spellings.forget(connection)


def remove(connection: Connection, number: int) -> None:
    """Remove somebody of whom nothing is left, with the names that they had before, inside a transaction."""
    connection.execute("DELETE FROM former_name WHERE annotator = ?", [number])
    connection.execute("DELETE FROM annotator WHERE number = ?", [number])
    spellings.forget(connection)


def named(connection: Connection, name: str, how: str = "", kind: LayerKind = LayerKind.PERSON) -> str:
    """Return the name under which somebody works: as the project has it, or cleaned for somebody new.

    Raises `UsageError` for a name that nobody can have, also where somebody has it, from older files, for a name of another
    kind, and for a model without a version. `how` says in the message how to give another.
    """
    found = number(connection, name)
    if found is None:
        return _clean(name, kind, how)
    kinds.require(connection, found, kind, how)
    known = name_of(connection, found)
    if fault := rule.fault(known):
        raise UsageError(
            f"{fault} Somebody in this project has it; rename them with: "
            f"{command_line('people rename', known, 'NEW', project=connection.path)}"
        )
    return known


def spelling(connection: Connection) -> Callable[[str], str]:
    """Return a function from a name to its spelling in the project, or cleaned for somebody new, who may be added meanwhile.

    The function raises as `number` and `clean` do.
    """
    known: dict[str, str] = {}

    def spelled(name: str) -> str:
        if name not in known:
            found = number(connection, name)
            if found is None:
                return rule.clean(name)
            known[name] = name_of(connection, found)
        return known[name]

    return spelled


def alike(connection: Connection) -> list[tuple[str, ...]]:
    """Return the names that are one by `names.key` and that two people or more have, sorted."""
    by_key: dict[str, list[str]] = {}
    for name in names(connection):
        by_key.setdefault(rule.key(name), []).append(name)
    return [tuple(group) for group in by_key.values() if len(group) > 1]


def former(connection: Connection) -> list[tuple[str, int]]:
    """Return the names that people had before, sorted, each with the number of who had it."""
    return [
        (name, who) for name, who in connection.rows("SELECT name, annotator FROM former_name ORDER BY name")
    ]


def note_former(connection: Connection, name: str, annotator: int) -> None:
    """Note that somebody had a name, inside a transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO former_name (name, annotator) VALUES (?, ?)", [name, annotator]
    )
    spellings.add_former(connection, name, annotator)


def give_former(connection: Connection, number: int, other: int) -> None:
    """Give the former names of one person to another, inside a transaction."""
    connection.execute("UPDATE former_name SET annotator = ? WHERE annotator = ?", [other, number])
    spellings.forget(connection)


def remove_former(connection: Connection, name: str) -> None:
    """Remove a former name, inside a transaction."""
    connection.execute("DELETE FROM former_name WHERE name = ?", [name])
    spellings.forget(connection)


def _clean(name: str, kind: LayerKind, how: str = "") -> str:
    name = rule.clean(name, how)
    if kind is LayerKind.MODEL:
        rule.require_version(name)
    return name


def _exact(connection: Connection, name: str) -> int | None:
    if not _is_unicode(name):
        return None
    found = connection.row("SELECT number FROM annotator WHERE name = ?", [name])
    return None if found is None else int(found[0])


def _spelled(connection: Connection, name: str) -> int | None:
    """Return the number of the person whose name is another spelling of this one, None if nobody's is."""
    cleaned = rule.composed(name)
    if not _is_unicode(cleaned):
        return None
    exact = _exact(connection, cleaned)
    if exact is not None:
        return exact
    had = connection.row(
        "SELECT annotator FROM former_name WHERE name IN (?, ?) ORDER BY name", [name, cleaned]
    )
    if had is not None:
        return int(had[0])
    found, earlier = spellings.alike(connection, name)
    if len(found) > 1:
        raise UsageError(_ambiguous(connection, name, [known for known, _ in found]))
    return next((who for _, who in found or earlier), None)


def _ambiguous(connection: Connection, name: str, known: list[str]) -> str:
    one, other = known[:2]
    return (
        f"{name} can be {' or '.join(known)}, two people here whose names differ only in case or in how letters are composed. "
        f"Give the name exactly, or make them one: {command_line('people join', one, other, project=connection.path)}"
    )


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
