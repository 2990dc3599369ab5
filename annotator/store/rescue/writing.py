"""Writing the rescue file of one run of the program."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.files import held_file, remove
from annotator.model import RescueHeader, now
from annotator.reasons import reason
from annotator.store.disk import rescue_paths
from annotator.store.disk.sqlite_files import identity
from annotator.store.rescue.file_format import KIND, VERSION, encode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.model import Numbered


class RescueFile:
    """The file with the changes of one run of the program that are not in the project yet.

    `path` is None while there are none. `failure` says why the file can't be written.
    """

    def __init__(self, project: Path, created: str, person: str, run: str) -> None:
        self.path: Path | None = None
        self.failure = ""
        self.move(project)
        self._created = created
        self._person = person
        self._run = run
        self._handle: int | None = None
        self._kept: tuple[Numbered, ...] = ()

    def move(self, project: Path) -> None:
        """Use the project's new path from the next change on."""
        self._project = project.resolve()
        self._identity = identity(self._project)

    def keep(self, changes: Sequence[Numbered]) -> None:
        """Make the file hold exactly these changes, durably; without any, remove it.

        It is written beside the project, else in the user's state folder, else in the folder for temporary files.
        """
        wanted = tuple(changes)
        if wanted == self._kept:
            return
        if not wanted:
            self._remove(self.path)
            self._replace(None, None, ())
            return
        name = rescue_paths.file_name(self._project, self._person, self._run)
        data = encode(self._header(len(wanted)), wanted)
        self.failure = ""
        for folder in self._folders():
            try:
                handle = _write(folder / name, data)
            except OSError as error:
                self.failure = self.failure or f"{folder}: {reason(error)}"
                continue
            before, path = self.path, folder / name
            self._replace(path, handle, wanted)
            if before != path:
                self._remove(before)
            self.failure = ""
            return

    def _header(self, count: int) -> RescueHeader:
        return RescueHeader(
            kind=KIND,
            version=VERSION,
            project=rescue_paths.as_text(self._project),
            created=self._created,
            person=self._person,
            when=now(),
            run=self._run,
            count=count,
        )

    def _folders(self) -> list[Path]:
        """Return the folders to try; not the project's if the project was moved or replaced."""
        there = self._identity is not None and identity(self._project) == self._identity
        return [*([self._project.parent] if there else []), *rescue_paths.fallback_folders()]

    def _replace(self, path: Path | None, handle: int | None, changes: tuple[Numbered, ...]) -> None:
        before, self._handle = self._handle, handle
        self.path, self._kept = path, changes
        if before is not None:
            os.close(before)

    def _remove(self, path: Path | None) -> None:
        if path is not None:
            with suppress(OSError):
                remove(path)


def _write(path: Path, data: bytes) -> int:
    """Write a file for this user only, whole and durably; return a descriptor with the lock on it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return held_file(path, rescue_paths.part_path(path), data)
