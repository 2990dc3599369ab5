"""Copying, restoring and recovering the file of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.files import Destination
    from annotator.model import BackUpReport, LabelSchema, RecoverReport, RestoreReport


def back_up(path: Path, target: Path, *, anywhere: bool = False) -> BackUpReport:
    """Copy the project at `path`, as it was last committed, to the new file `target`, whole or not at all.

    A project that is damaged inside is copied all the same, and the report says so. Raises as `Project.open` does, and
    `ProjectExistsError` where the name is taken, `ProjectError` where the file can't be made.
    """
    from annotator.store.backup import backup

    return backup.back_up(path, target, anywhere=anywhere)


def restore(copy: Path, path: Path, *, anywhere: bool = False) -> RestoreReport:
    """Replace the project at `path` by the one at `copy`, and set aside the files that are there. `copy` stays.

    Not for a process that has the project open. Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError` where the copy
    can't be used, `ProjectBusyError` where somebody has the project open, `ProjectError`; nothing is changed then.
    """
    from annotator.store.backup import restore

    return restore.restore(copy, path, anywhere=anywhere)


def recover(
    broken: Path, new: Path, schema: LabelSchema | None = None, *, anywhere: bool = False
) -> RecoverReport:
    """Make a project at `new` of what can be read of the one at `broken`, which stays as it is.

    `schema` is used where the project's own can't be read. Raises `NoProjectError`, `NotAProjectError` where nothing of a
    project is found, `ProjectExistsError`, `ProjectError`; nothing is at `new` then.
    """
    from annotator.store.recover import recovering

    return recovering.recover(broken, new, schema, anywhere=anywhere)


def require_free(path: Path, *, anywhere: bool = False) -> None:
    """Raise `ProjectError` where no project can be made at `path`.

    `ProjectReadOnlyError` where, unless `anywhere`, it would be on a disk that other machines write to,
    `ProjectExistsError` where files of another project are left beside it. Raises OSError.
    """
    from annotator.store.disk import rights
    from annotator.store.opening import creating

    rights.require_own_disk(path, anywhere=anywhere)
    creating.require_nothing_left(path)


def is_rescue_file(destination: Destination, project: Path) -> bool:
    """Return whether a destination is a rescue file of the project at this path."""
    from annotator.store.disk import rescue_paths

    return (destination.target is not None and rescue_paths.is_of(destination.target, project)) or any(
        destination.is_same(file) for file in rescue_paths.existing(project)
    )
