"""Rescue files: changes that could not be saved before the program ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.rescue import applying, finding

if TYPE_CHECKING:
    from annotator.model import LabelSchema
    from annotator.store.file.connection import Connection
    from annotator.store.rescue.file_format import Rescue


class Rescues:
    """The rescue files of a project."""

    def __init__(self, connection: Connection, schema: LabelSchema) -> None:
        self._connection = connection
        self._schema = schema

    def find(self, person: str | None = None) -> finding.Found:
        """Return the rescue files with a person's changes that are not in the project; None: everybody's.

        A file of the person whose changes are all in the project is removed; of everybody's files none is.
        """
        if person is None:
            return finding.find_all(self._connection)
        return finding.find(self._connection, person)

    def bring_in(self, found: Rescue) -> applying.Applied:
        """Apply the changes of a rescue file, each once, and remove the file. Raises `InputError` where it is gone.

        Changes that do not fit the project as it is now stay in a file, and are counted.
        """
        return applying.apply_rescue(self._connection, self._schema, found)
