"""Find the files to import under some paths, and the format of each."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import detect, links
from annotator.formats.base import Format
from annotator.formats.text_files import refusal, unreadable
from annotator.model import Refusal, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.formats.listing import Listed

OF_DATA_SETS = frozenset({"dataset.json", "parts.json", "croissant.json", "README.md", "CITATION.cff"})
"""The files beside the splits in a data set that this program wrote: they describe it and have no articles."""

_DATA_SET = re.compile(rb'\s*\{\s*"program":\s*"annotator",')
"""How the dataset.json of such a data set begins."""


class File(Struct, frozen=True):
    """A file to import, its format, and the folder in which it was found; None where it was named itself."""

    path: Path
    kind: Format
    folder: Path | None = None


class Found(Struct, frozen=True, kw_only=True):
    """The files to import, in order, and the paths that can't be read.

    Of what is in folders, `ignored` are the files that no format reads and those that describe a data set, `special` pipes, sockets and devices, and `links` the links
    that are not followed.
    """

    files: tuple[File, ...]
    ignored: tuple[Path, ...]
    special: tuple[Path, ...]
    links: tuple[Path, ...]
    refused: tuple[Refusal, ...]

    @property
    def spans(self) -> bool:
        """Whether the files may have spans."""
        return any(file.kind.spans for file in self.files)


class Search:
    """A search through files and folders. `kind` is the format of all files, None where it is to be detected."""

    def __init__(self, kinds: Sequence[Listed], kind: Format | None, encoding: str | None) -> None:
        self._kinds = kinds
        self._kind = kind
        self._encoding = encoding
        self._found: list[File] = []
        self._ignored: list[Path] = []
        self._special: list[Path] = []
        self._links: list[Path] = []
        self._refused: list[Refusal] = []

    def run(self, paths: Iterable[Path]) -> Found:
        """Search all paths. Raises UsageError for a file that may have several formats."""
        for path in paths:
            try:
                is_folder = path.is_dir()
            except OSError as error:  # a name that is too long, a folder above that can't be entered
                self._refuse(unreadable(error, path), path)
                continue
            if is_folder:
                self._folder(path)
            else:
                self._file(path, None)
        return Found(
            files=tuple(self._without_companions()),
            ignored=tuple(self._ignored),
            special=tuple(self._special),
            links=tuple(self._links),
            refused=tuple(self._refused),
        )

    def _folder(self, path: Path) -> None:
        before = len(self._found)
        for file in self._walk(path):
            self._file(file, path)
        if len(self._found) == before:
            endings = ", ".join(suffixes([self._kind] if self._kind else self._kinds))
            reason = f"no file in this folder can be imported; those that can end in {endings}."
            self._refused.append(Refusal(path=path, reason=reason))

    def _file(self, path: Path, folder: Path | None) -> None:
        named = folder is None
        try:
            data = detect.head(path, self._encoding)
        except InputError as error:
            if named or path.suffix.lower() in suffixes(self._kinds):
                self._refuse(error, path)
            else:
                self._ignored.append(path)
            return
        kind = (
            self._guess(path, data, named=named)
            if self._kind is None
            else self._fitting(path, data, named=named)
        )
        if kind is not None:
            self._found.append(File(path, kind, folder))
        elif named:
            endings = ", ".join(suffixes(self._kinds))
            reason = (
                f"can't be imported: its name must end in one of {endings}, or say what it is with --format."
            )
            self._refused.append(Refusal(path=path, reason=reason))
        else:
            self._ignored.append(path)

    def _guess(self, path: Path, data: bytes, *, named: bool) -> Format | None:
        found = detect.scores(path, data, [kind.load() for kind in self._kinds if kind.reads])
        kind = detect.best(found)
        if kind is None and named and len(found) == 1 and path.suffix.lower() in found[0][1].suffixes:
            return found[0][1]  # reading it says what is wrong with it
        if kind is None and found and (named or found[0][0] >= detect.ENOUGH):
            raise detect.ambiguous(path, found)
        return kind

    def _fitting(self, path: Path, data: bytes, *, named: bool) -> Format | None:
        assert self._kind is not None
        fits = path.suffix.lower() in self._kind.suffixes or self._kind.sniff(path, data) >= detect.ENOUGH
        return self._kind if named or fits else None

    def _without_companions(self) -> Iterator[File]:
        """Yield the files but those that a format reads together with another one."""
        paths = [file.path for file in self._found]
        kinds = {file.kind.name: file.kind for file in self._found}
        read = [set(kind.files(paths)) for kind in kinds.values()]
        yield from (file for file in self._found if all(file.path in one for one in read))

    def _walk(self, folder: Path) -> Iterator[Path]:
        def refuse(error: OSError, path: Path | None = None) -> None:
            path = path or Path(error.filename)
            self._refuse(unreadable(error, path), path)

        for parent, folders, names in os.walk(folder, onerror=refuse):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            self._links += [path for name in folders if os.path.islink(path := Path(parent, name))]  # noqa: PTH114
            describing = OF_DATA_SETS if "dataset.json" in names and _is_data_set(Path(parent)) else ()
            for name in sorted(names):
                path = Path(parent, name)
                if name.startswith("."):
                    continue
                try:
                    is_followed = not os.path.islink(path) or links.stays_in(path, folder)  # noqa: PTH114
                    is_file = path.is_file()
                except OSError as error:
                    refuse(error, path)
                    continue
                if not is_followed:
                    self._links.append(path)
                elif name in describing:
                    self._ignored.append(path)
                elif is_file:
                    yield path
                else:
                    self._special.append(path)

    def _refuse(self, error: InputError, path: Path) -> None:
        self._refused.append(refusal(error, path))


def _is_data_set(folder: Path) -> bool:
    """Return whether the dataset.json in a folder is one that this program wrote."""
    try:
        return _DATA_SET.match(detect.head(folder / "dataset.json")) is not None
    except InputError:
        return False  # searching the file itself says what is wrong with it


def suffixes(kinds: Iterable[Listed | Format]) -> list[str]:
    """Return the endings of the files that these formats read, each once."""
    return list(dict.fromkeys(suffix for kind in kinds if kind.reads for suffix in kind.suffixes))
