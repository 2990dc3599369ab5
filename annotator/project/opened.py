"""A project file that is open: where it is, its labels, whether it can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from annotator.store import annotators, meta
from annotator.store.connection import BUSY_SECONDS, Connection
from annotator.store.creating import create
from annotator.store.opening import open_project

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from annotator.model import LabelSchema


class Opened:
    """A project that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.path: Path = connection.path
        self.schema: LabelSchema = meta.schema(connection)
        self._listed = False  # whether the rows of which lists are made were looked at

    @classmethod
    def create(cls, path: Path, schema: LabelSchema) -> Self:
        """Make a project file and open it.

        Raises `ProjectExistsError` when the name is taken, `ProjectReadOnlyError` when the folder can't be written.
        """
        create(path, schema)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open a project file, brought up to date after a copy where an older version made it.

        Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError`, `ProjectBusyError`, `ProjectReadOnlyError`.
        """
        connection = open_project(path, busy_seconds=busy_seconds)
        try:
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    @property
    def created(self) -> str:
        """The moment at which it was made, as it is stored; it tells a project and its copies from others."""
        return meta.created(self._connection)

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self._connection.writable

    def close(self) -> None:
        """Close the file; more than once is harmless."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def require_same_file(self, other: Opened) -> None:
        """Raise `ProjectError` unless `other` was opened on the same file, which its name alone does not tell."""
        self._connection.require_same_file(other._connection)

    def person(self, name: str, how: str = "") -> str:
        """Return the name under which somebody works: as the project has it in any spelling, or cleaned for somebody new.

        A name that somebody had before is theirs. Raises `UsageError` for a name that nobody can have, and where two people
        have it in other spellings. `how` says in the message how to give another, as in " with --as NAME".
        """
        return annotators.person(self._connection, name, how)
