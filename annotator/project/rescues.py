"""Rescue files: changes that could not be saved before the program ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import meta
from annotator.store.rescue import finding

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import AppliedRescue, FoundRescues, LabelSchema, Rescue
    from annotator.store.file.connection import Connection
    from annotator.store.rescue.writing import RescueFile


class Rescues:
    """The rescue files of a project."""

    def __init__(self, connection: Connection, schema: LabelSchema) -> None:
        self._connection = connection
        self._schema = schema

    def find(self, person: str | None = None) -> FoundRescues:
        """Return the rescue files with a person's changes that are not in the project; None: everybody's.

        A file of the person whose changes are all in the project is removed; of everybody's files none is.
        """
        if person is None:
            return finding.find_all(self._connection)
        return finding.find(self._connection, person)

    def is_from_here(self, found: Rescue) -> bool:
        """Return whether the changes were made in the project's file under the name that it has now."""
        from annotator.store.disk import rescue_paths

        return found.header.project == rescue_paths.as_text(self._connection.path.resolve())

    def bring_in(self, found: Rescue) -> AppliedRescue:
        """Apply the changes of a rescue file, each once, and remove the file. Raises `InputError` where it is gone.

        Changes that do not fit the project as it is now stay in a file, and are counted.
        """
        from annotator.store.rescue import applying

        return applying.apply_rescue(self._connection, self._schema, found)

    def set_aside(self, found: Rescue) -> Path:
        """Rename a rescue file, so that it is not found again; return its new path. Raises `InputError`."""
        from annotator.store.rescue import applying

        return applying.set_aside(found.path)

    def new_file(self, person: str, run: str) -> RescueFile:
        """Return the rescue file for a run of the program; nothing is written before it is given changes."""
        from annotator.store.rescue.writing import RescueFile

        return RescueFile(self._connection.path, meta.created(self._connection), person, run)
