"""Applying the changes of a rescue file to the project, or setting the file aside."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from annotator import files
from annotator.errors import InputError, NoSuchArticleError, SpanError, StaleSpanError, UsageError
from annotator.model import AppliedRescue, Decided, Recorded, Rescue, StatusSet
from annotator.reasons import reason
from annotator.store import articles, changes, operations
from annotator.store.assigning.work import Work
from annotator.store.changes import Changes
from annotator.store.rescue.file_format import encode, locked, read, read_header

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Change, LabelSchema, Numbered
    from annotator.store.file.connection import Connection

ASIDE = ".aside"
"""The suffix of a file that is no longer offered."""


def apply_rescue(connection: Connection, schema: LabelSchema, rescue: Rescue) -> AppliedRescue:
    """Apply the changes of a rescue file in one transaction, in their order, each once; then remove the file.

    Changes that don't fit the project any more stay in a file. Raises `InputError` if the file is gone or in use,
    `ProjectError`; nothing is changed then.
    """
    with locked(rescue.path) as handle:
        rescue = read(handle, rescue.path, read_header(handle, rescue.path))
        brought = _write(connection, schema, rescue)
        if brought.lost:
            return brought._replace(aside=set_aside(rescue.path))
        with suppress(OSError):  # it is not offered again, whether it is there or not
            files.remove(rescue.path)
    return brought


def set_aside(path: Path) -> Path:
    """Rename a rescue file so that it is no longer offered; return its new path. Raises `InputError`."""
    target = _free(path)
    try:
        with suppress(files.NameNotSyncedError):
            files.rename(path, target)
    except OSError as error:
        raise InputError(f"the rescue file can't be renamed: {reason(error)}.", path) from error
    return target


def _free(path: Path) -> Path:
    target, number = path.with_name(path.name + ASIDE), 1
    while os.path.lexists(target):
        number += 1
        target = path.with_name(f"{path.name}{ASIDE}-{number}")
    return target


def _write(connection: Connection, schema: LabelSchema, rescue: Rescue) -> AppliedRescue:
    run = rescue.header.run
    unfit: list[Numbered] = []
    why = ""
    aside = None
    try:
        with connection.writing():
            there = Changes(connection).written(run)
            todo = [numbered for numbered in rescue.changes if numbered.number > there]
            for numbered in todo:
                reason = _try(connection, schema, numbered.change)
                if reason:
                    unfit.append(numbered)
                    why = why or reason
            if unfit and not rescue.lost:
                aside = _keep(rescue, unfit)
            if todo:
                changes.mark(connection, run, todo[-1].number)
    except BaseException:
        if aside is not None:
            aside.unlink()
        raise
    return AppliedRescue(
        came=len(todo) - len(unfit),
        there=len(rescue.changes) - len(todo),
        unfit=len(unfit),
        why=why,
        lost=rescue.lost,
        aside=aside,
    )


def _keep(rescue: Rescue, unfit: list[Numbered]) -> Path:
    """Write the changes that don't fit to a new file, as those of another run. Raises `InputError`."""
    target = _free(rescue.path)
    header = msgspec.structs.replace(rescue.header, count=len(unfit), run=uuid4().hex)
    try:
        with files.new_file(target, private=True) as file:
            file.write(encode(header, tuple(unfit)))
    except OSError as error:
        with suppress(OSError):
            target.unlink()
        raise InputError(
            f"changes that no longer fit can't be kept ({reason(error)}), so nothing was changed.", target
        ) from error
    return target


def _try(connection: Connection, schema: LabelSchema, change: Change) -> str:
    """Apply a change, wholly or not at all; return why it can't be applied, or ""."""
    connection.execute("SAVEPOINT rescued")
    try:
        _check(connection, schema, change)
        changes.apply(connection, change)
    except (SpanError, NoSuchArticleError, UsageError) as error:
        reason = error.reason if isinstance(error, SpanError) else str(error)
    except (ValueError, OverflowError, sqlite3.IntegrityError) as error:
        reason = f"No program of ours wrote it ({error})."
    else:
        connection.execute("RELEASE rescued")
        return ""
    connection.execute("ROLLBACK TO rescued")
    connection.execute("RELEASE rescued")
    return reason


def _check(connection: Connection, schema: LabelSchema, change: Change) -> None:
    """Raise an error for what only a damaged rescue file can contain."""
    labels = set[str]()
    if isinstance(change, StatusSet):
        status = Work(connection).progress(change.article, change.annotator).status
        if status is not change.before:
            raise StaleSpanError(
                f"The status of {change.article} is {status} now; it was {change.before} when it was set to {change.status}."
            )
    elif isinstance(change, Recorded):
        edits = [operation.edit for operation in change.operations]
        labels = {edit.after.label for edit in edits if edit.after is not None}
    elif isinstance(change, Decided):
        after_it = [edit.after for edit in change.step.edits if edit.after is not None]
        labels = {span.label for decision in after_it for span in decision.spans}
        length = articles.length(connection, articles.require_number(connection, change.article))
        for source in (source for decision in after_it for source in decision.sources):
            operations.check_range(source, length, change.article)
    for label in sorted(labels):
        if schema.label(label) is None:
            raise UsageError(f"The schema has no label {label}.")
