"""The format of a rescue file, read without trusting its content."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal

import msgspec

from annotator.errors import InputError
from annotator.limits import RESCUE
from annotator.model import (
    CalledBack,
    Change,
    Noted,
    Numbered,
    Operation,
    Recorded,
    Rescue,
    RescueHeader,
    SentBack,
    StatusSet,
    Struct,
    TimeAdded,
)
from annotator.model.changes import Number
from annotator.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Note

KIND: Literal["annotator rescue"] = "annotator rescue"
VERSION = 3
_VERSIONS = (1, 2, VERSION)
"""The versions that are read. In version 1 a change of a layer is one operation, before version 3 there are no notes."""
_HEADER_BYTES = 64 * 1024


class HeldError(InputError):
    """The file is in use by another program, or belongs to another user."""


class _RecordedOf1(Struct, frozen=True, tag="recorded"):
    """A change of one operation as version 1 has it."""

    operation: Operation


class _NumberedOf1(Struct, frozen=True):
    number: Number
    change: _RecordedOf1


_header = msgspec.json.Decoder(RescueHeader)
_line = msgspec.json.Decoder(Numbered)
_line_of_1 = msgspec.json.Decoder(_NumberedOf1)


def encode(header: RescueHeader, changes: tuple[Numbered, ...]) -> bytes:
    """Return the bytes of a rescue file."""
    lines = [msgspec.json.encode(line, order="deterministic") for line in (header, *changes)]
    return b"".join(line + b"\n" for line in lines)


@contextmanager
def locked(path: Path, *, own: bool = False) -> Iterator[int]:
    """Open a rescue file for reading with a lock on it; give its descriptor.

    With `own`, it must belong to the user. Raises `HeldError` if another program has it open, `InputError`.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InputError("this is a link, no rescue file; it was left alone.", path) from error
        raise InputError(f"the rescue file can't be read: {reason(error)}.", path) from error
    try:
        found = os.fstat(handle)
        if own and found.st_uid != os.geteuid():
            raise HeldError("the rescue file is another user's.", path)
        if not stat.S_ISREG(found.st_mode):
            raise InputError("this is a folder or a device, no rescue file; it was left alone.", path)
        if found.st_size > RESCUE.most:
            raise InputError(
                f"the rescue file is larger than {RESCUE.most // 1_000_000} MB; it was left alone.", path
            )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldError("another program that is running has the rescue file.", path) from error
        except OSError:
            pass  # a file system without locks
        yield handle
    finally:
        os.close(handle)


def read_header(handle: int, path: Path) -> RescueHeader:
    """Return the header. Raises `InputError` if it is damaged or of another version."""
    first = os.pread(handle, _HEADER_BYTES, 0).partition(b"\n")[0]
    try:
        header = _header.decode(first)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise InputError(
            "the rescue file is damaged in its first line; it was left alone.", path, 1
        ) from error
    if header.version not in _VERSIONS:
        raise InputError(
            f"the rescue file was written by another version of annotator (its format is {header.version}, "
            f"not {VERSION}); it was left alone.",
            path,
        )
    if header.when.tzinfo is None:
        raise InputError("the rescue file is damaged in its first line; it was left alone.", path, 1)
    return header


def read(handle: int, path: Path, header: RescueHeader) -> Rescue:
    """Return the readable changes of a rescue file. Raises `InputError`."""
    try:
        with os.fdopen(os.dup(handle), "rb") as file:
            file.seek(0)
            lines = file.read(RESCUE.most + 1).split(b"\n")[1:]
    except OSError as error:
        raise InputError(f"the rescue file can't be read: {reason(error)}.", path) from error
    changes: list[Numbered] = []
    for line in filter(None, lines):
        numbered = _numbered(line)
        after = changes[-1].number if changes else 0
        if numbered is not None and numbered.number > after and is_of(numbered.change, header.person):
            changes.append(numbered)
    there = sum(bool(line) for line in lines)
    return Rescue(
        path=path,
        header=header,
        changes=tuple(changes),
        lost=max(there, header.count) - len(changes),
    )


def _numbered(line: bytes) -> Numbered | None:
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        return _line.decode(line)
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        older = _line_of_1.decode(line)
        return Numbered(number=older.number, change=Recorded(operations=(older.change.operation,)))
    return None


def is_of(change: Change, person: str) -> bool:
    """Return whether this person's program can have made the change."""
    if change.person != person:
        return False
    if isinstance(change, StatusSet | TimeAdded):
        return True
    if isinstance(change, Noted):
        return _are_of((change.note,), person)
    if isinstance(change, SentBack | CalledBack):
        return _are_of(change.notes, person)
    if isinstance(change, Recorded):
        if {(one.article, one.annotator, one.edition) for one in change.operations} != {
            (change.article, person, change.operations[0].edition)
        }:
            return False
        edits = [operation.edit for operation in change.operations]
        spans = [span for edit in edits for span in (edit.before, edit.after) if span is not None]
        moments = [operation.when for operation in change.operations]
        moments += [moment for span in spans for moment in (span.created, span.changed)]
        return all(moment.tzinfo is not None for moment in moments) and all(span.id for span in spans)
    decisions = [side for edit in change.step.edits for side in (edit.before, edit.after) if side is not None]
    moments = [change.step.when, *(decision.when for decision in decisions)]
    moments += [
        moment for side in decisions for span in side.sources for moment in (span.created, span.changed)
    ]
    return all(moment.tzinfo is not None for moment in moments)


def _are_of(notes: tuple[Note, ...], person: str) -> bool:
    """Return whether this person can have written the notes, at once."""
    return all(
        (note.author, note.article, bool(note.id), note.when.tzinfo is not None)
        == (person, notes[0].article, True, True)
        for note in notes
    )
