"""The kinds of file that articles come in as and leave as. `FORMATS` is the one list of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.formats.base import Reading
from annotator.formats.csv import Csv
from annotator.formats.jsonl import Jsonl
from annotator.formats.reading import check_encoding, refusal, unreadable
from annotator.formats.txt import Txt
from annotator.model import Incoming, Refusal, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.formats.base import Format

FORMATS: tuple[Format, ...] = (Txt(), Jsonl(), Csv())

PATIENCE = 100
"""After so many refused records without one good one, the rest of a file is not tried."""


class Found(Struct, frozen=True):
    """What paths lead to: the files to be read, in order, and the files in folders that no format reads."""

    files: tuple[Path, ...]
    ignored: tuple[Path, ...]
    refused: tuple[Refusal, ...]


def suffixes() -> list[str]:
    """Return the endings of the files that can be read."""
    return [suffix for kind in FORMATS for suffix in kind.suffixes]


def find(paths: Iterable[Path]) -> Found:
    """Look through the folders, their own folders included, in the order of names; hidden files are passed over.

    A file that is named itself is in `files` whatever its ending: `read` says what is wrong with it.
    """
    files: list[Path] = []
    ignored: list[Path] = []
    refused: list[Refusal] = []
    for path in paths:
        try:
            if not path.is_dir():
                files.append(path)
                continue
        except OSError as error:  # a name that is too long, a folder above that can't be entered
            refused.append(refusal(unreadable(error, path), path))
            continue
        before = len(files)
        for file in _walk(path, refused):
            (files if _reader(file) else ignored).append(file)
        if len(files) == before:
            reason = f"no file in this folder can be imported; those that can end in {_list(suffixes())}."
            refused.append(Refusal(path=path, reason=reason))
    return Found(files=tuple(files), ignored=tuple(ignored), refused=tuple(refused))


def read(paths: Sequence[Path], encoding: str = "utf-8") -> Iterator[Incoming | Refusal]:
    """Yield every record of the files and folders; a bad record or file is a Refusal and stops nothing else.

    Raises UsageError for an encoding that there is not.
    """
    return read_found(find(paths), encoding)


def read_found(found: Found, encoding: str = "utf-8") -> Iterator[Incoming | Refusal]:
    """Do as `read` with what `find` has found already."""
    check_encoding(encoding)
    return _read(found, encoding)


def writer(name: str) -> Format:
    """Return the format of that name that articles can leave as. Raises UsageError, which lists the names."""
    for kind in FORMATS:
        if kind.name == name and kind.writes:
            return kind
    names = _list([kind.name for kind in FORMATS if kind.writes])
    raise UsageError(f"{name!r} is not a format that can be exported; there is {names}.")


def _read(found: Found, encoding: str) -> Iterator[Incoming | Refusal]:
    yield from found.refused
    for file in found.files:
        if kind := _reader(file):
            yield from _patiently(kind.read(file, Reading(encoding=encoding)), file)
        elif not file.exists():
            yield Refusal(path=file, reason="there is no such file or folder.")
        else:
            yield Refusal(
                path=file, reason=f"can't be imported: its name must end in one of {_list(suffixes())}."
            )


def _patiently(records: Iterator[Incoming | Refusal], path: Path) -> Iterator[Incoming | Refusal]:
    """Pass the records on, but give up on a file that is plainly something else."""
    for number, record in enumerate(records, 1):
        if number > PATIENCE and isinstance(record, Refusal):
            reason = f"none of the first {PATIENCE} records is good, so the rest of the file was not read."
            yield Refusal(path=path, line=record.line, reason=reason)
            return
        yield record
        if isinstance(record, Incoming):
            break
    yield from records


def _walk(folder: Path, refused: list[Refusal]) -> Iterator[Path]:
    def refuse(error: OSError, path: Path | None = None) -> None:
        path = path or Path(error.filename)
        refused.append(refusal(unreadable(error, path), path))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            try:
                is_file = path.is_file()
            except OSError as error:
                refuse(error, path)
                continue
            if is_file:
                yield path


def _reader(path: Path) -> Format | None:
    suffix = path.suffix.lower()
    return next((kind for kind in FORMATS if suffix in kind.suffixes), None)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
