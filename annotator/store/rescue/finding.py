"""Finding the rescue files of a project."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import InputError, UsageError
from annotator.model import FoundRescues
from annotator.store.disk import rescue_paths
from annotator.store.disk.bounded import connect
from annotator.store.file import meta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Rescue
    from annotator.store.file.connection import Connection

_MOST = 1000
"""How many files of a folder are read."""


def find(connection: Connection, person: str) -> FoundRescues:
    """Return a person's rescue files with those of their changes that are not in the project.

    A file without such changes is removed. Files of running programs are left out. Raises `ProjectError`.
    """
    rescues, troubles = _look(connection, person)
    waiting = []
    for rescue in rescues:
        rest = unapplied(connection, rescue)
        if rest.changes:
            waiting.append(rest)
        elif rest.lost:
            troubles += (_unreadable(rest),)
        elif connection.writable:
            with suppress(OSError):
                rescue.path.unlink()
    return FoundRescues(tuple(waiting), troubles)


def _unreadable(rescue: Rescue) -> str:
    return f"{rescue.path}: nothing in this rescue file that is not in the project can be read; it was left alone."


def find_all(connection: Connection) -> FoundRescues:
    """Return everybody's rescue files, as far as they can be read. Raises `ProjectError`."""
    rescues, troubles = _look(connection, None)
    rests = [unapplied(connection, rescue) for rescue in rescues]
    messages = tuple(_unreadable(rest) for rest in rests if rest.lost and not rest.changes)
    return FoundRescues(tuple(rest for rest in rests if rest.changes), troubles + messages)


def unapplied(connection: Connection, rescue: Rescue) -> Rescue:
    """Return a rescue file with only those changes that are not in the project."""
    from annotator.store.changes import Changes

    there = Changes(connection).written(rescue.header.run)
    rest = tuple(numbered for numbered in rescue.changes if numbered.number > there)
    return msgspec.structs.replace(rescue, changes=rest)


def _look(connection: Connection, person: str | None) -> tuple[list[Rescue], tuple[str, ...]]:
    created = meta.created(connection)
    project = connection.path.resolve()
    named = rescue_paths.name_prefix(project, person)
    found = [
        (index, path) for index, folder in enumerate(rescue_paths.folders(project)) for path in _files(folder)
    ]
    if not found:
        return [], ()
    from annotator.store.rescue.file_format import HeldError

    rescues: list[Rescue] = []
    troubles = []
    for index, path in found:
        try:
            rescue = _read(connection, path, created, person, own=index > 0)
        except HeldError:
            continue
        except InputError as error:
            if path.name.startswith(named):
                troubles.append(str(error))
            continue
        if rescue is not None and all(rescue.path != other.path for other in rescues):
            if not _is_of_another(project, created, rescue):
                rescues.append(rescue)
        elif rescue is None and index == 0 and path.name.startswith(named):
            troubles.append(f"{path}: this rescue file is of another project or person; it was left alone.")
    rescues.sort(key=lambda rescue: (rescue.header.when, rescue.path.name))
    return rescues, tuple(troubles)


def _read(
    connection: Connection, path: Path, created: str, person: str | None, *, own: bool
) -> Rescue | None:
    """Return the content of a rescue file, None if it is of another project or person. Raises `InputError`."""
    from annotator.store.rescue.file_format import locked, read, read_header

    with locked(path, own=own) as handle:
        header = read_header(handle, path)
        if header.created != created or not (person is None or _same(connection, header.person, person)):
            return None
        return read(handle, path, header)


def _is_of_another(project: Path, created: str, rescue: Rescue) -> bool:
    """Return whether the changes were made in a project that still exists, of which this one is a copy."""
    there = Path(rescue.header.project)
    try:
        if there.samefile(project):
            return False
        # Nothing is left beside the other project by a look at it.
        with closing(connect(there, "ro", beside=False)) as other:
            found = (
                other.execute("SELECT created FROM project").fetchone()
                if other.has_plain("project")
                else None
            )
            return bool(found == (created,))
    except (OSError, ValueError, sqlite3.Error):
        return False


def _same(connection: Connection, one: str, other: str) -> bool:
    """Return whether two names are the same person's in this project, for example after renaming."""
    from annotator import names
    from annotator.store.people import annotators

    try:
        first, second = (annotators.number_elsewhere(connection, name) for name in (one, other))
    except UsageError:  # it can be one of two people
        return False
    return names.key(one) == names.key(other) if first is None and second is None else first == second


def _files(folder: Path) -> Iterator[Path]:
    try:
        _finish_parts(folder)
        yield from sorted(folder / name for name in rescue_paths.names(folder)[:_MOST])
    except OSError:
        return


def _finish_parts(folder: Path) -> None:
    """Give the final name to files that a killed program was writing, unless there is a file of that name."""
    parts = [name for name in rescue_paths.names(folder, f"{rescue_paths.ENDING}.part") if name[0] == "."]
    if not parts:
        return
    import fcntl

    from annotator import files
    from annotator.store.rescue.file_format import locked

    for part in (folder / name for name in parts[:_MOST]):
        path = part.with_name(part.name.removeprefix(".").removesuffix(".part"))
        with suppress(OSError, InputError), locked(part, own=True) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() or not os.fstat(handle).st_size:
                files.remove(part)
            else:
                files.rename(part, path)
