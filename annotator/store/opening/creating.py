"""Creating a project file."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator import advice, limits
from annotator.command_line import command_line
from annotator.errors import ProjectError, ProjectExistsError, ProjectReadOnlyError
from annotator.files import put_in_place
from annotator.model import LabelSchema, now
from annotator.reasons import reason, whose
from annotator.store.disk import failures, rescue_paths
from annotator.store.disk.bounded import connect
from annotator.store.disk.rights import require_own_disk
from annotator.store.disk.sqlite_files import APPLICATION_ID, COMPANIONS, companions, unfinished_beside
from annotator.store.file import checksums
from annotator.store.file.connection import BUSY_SECONDS, configure, enable_wal
from annotator.store.file.migrations import STEPS, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def create(
    path: Path,
    schema: LabelSchema,
    fill: Callable[[Path], None] | None = None,
    *,
    anywhere: bool = False,
) -> None:
    """Create a project with this label schema at `path`, whole or not at all.

    `fill` is called with the path of the unfinished project before it gets its name; it may hold what others may not, because
    it was made before. Raises `ProjectExistsError` if the name
    is taken, `ProjectReadOnlyError` if the folder can't be written or, unless `anywhere`, other machines can write to it,
    `ProjectError` if there is no such folder.
    """
    _require_free(path)
    if fill is None and (wrong := limits.LABELS.fault(len(schema.labels))):
        raise ProjectError(f"{path} can't be made: its label schema {wrong}", "Leave some labels out.")
    require_own_disk(path, anywhere=anywhere)
    try:
        with unfinished_beside(path) as unfinished:
            with _named(unfinished, path.absolute()):
                _write(unfinished, schema)
                if fill is not None:
                    fill(unfinished)
            put_in_place(unfinished, path, replace=False)
    except FileExistsError as error:
        raise _taken(path) from error
    except PermissionError as error:
        raise _unwritable(path) from error
    except OSError as error:
        raise ProjectError(f"{path} can't be made: {reason(error)}.") from error


@contextmanager
def _named(unfinished: Path, path: Path) -> Iterator[None]:
    """Replace the hidden path of the unfinished project in error messages by its final path."""
    try:
        yield
    except ProjectError as error:
        if str(unfinished) not in str(error):
            raise
        what, advised = (text.replace(str(unfinished), str(path)) for text in (error.what, error.advice))
        raise ProjectError(what, advised) from error


def _require_free(path: Path) -> None:
    try:
        if not path.parent.is_dir():
            raise ProjectError(
                f"There is no folder {path.parent} to make {path.name} in. Make the folder first."
            )
        if path.exists() or path.is_symlink():
            raise _taken(path)
        require_own_name(path)
        require_nothing_left(path)
    except OSError as error:
        raise ProjectError(f"{path} can't be made: {reason(error)}.") from error


def require_nothing_left(path: Path) -> None:
    """Raise `ProjectExistsError` if a log or journal without a project is there, which SQLite would apply to a new one. Raises OSError."""
    left = next((companion for companion in companions(path) if companion.exists()), None)
    if left is not None and not path.exists():
        raise ProjectExistsError(
            f"{left} is left of a project that is gone and may hold work. Put the project back beside it, or a copy in its "
            f"place: {advice.restore(path)}; or move that file away, then try again."
        )


def require_own_name(path: Path) -> None:
    """Raise `ProjectExistsError` if the name is that of a companion or rescue file of a project beside it. Raises OSError."""
    suffix = next((suffix for suffix in COMPANIONS if path.name.endswith(suffix)), "")
    name = path.name.removesuffix(suffix) if suffix else rescue_paths.project_of(path.name)
    if name and os.path.lexists(project := path.with_name(name)):
        what = (
            "SQLite keeps a log or index of it under this name"
            if suffix
            else "rescue files of it have such a name"
        )
        raise ProjectExistsError(f"{path} belongs to {project}: {what}", "Choose another name.")


def _write(path: Path, schema: LabelSchema) -> None:
    try:
        path.touch(exist_ok=False)
    except PermissionError as error:
        raise _unwritable(path) from error
    with failures.translated(path), closing(connect(path, "rw", BUSY_SECONDS)) as database:
        configure(database)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        enable_wal(database)
        with database:
            database.execute("BEGIN")
            apply(database, STEPS, [step.__name__ for step in STEPS])
            checksums.add_triggers(database)
            database.execute(
                "INSERT INTO project (number, schema, created) VALUES (1, ?, ?)",
                [msgspec.json.encode(schema).decode(), now().isoformat()],
            )


def _taken(path: Path) -> ProjectExistsError:
    if not path.exists():
        return ProjectExistsError(
            f"{path} is a link to {os.path.realpath(path)}, where there is nothing, so nothing was changed. Make the project "
            f"there: {command_line('init', project=Path(os.path.realpath(path)))}"
        )
    return ProjectExistsError(
        f"{path} is there already, so nothing was changed. Use it, or choose another file with --project."
    )


def _unwritable(path: Path) -> ProjectReadOnlyError:
    return ProjectReadOnlyError(
        f"The folder {path.parent} can't be written{whose(path.parent)}, so no project was made. Choose another."
    )
