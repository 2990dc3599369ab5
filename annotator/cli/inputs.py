"""The files that a command reads, which it does not write to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.output import standard_destination
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.files import Destination

_PAGES = (".html", ".htm")


def keep_inputs(
    outputs: Iterable[tuple[Destination | None, str]],
    given: Iterable[Path | str | None],
    wanted: str | None,
    whole: Path | None = None,
) -> None:
    """Raise UsageError where a file that is to be written is one that the command reads, by whatever name or link.

    `outputs` come with what names them, None for none; standard output is added. `given` are the files and folders that are
    read, `wanted` is the filter of --articles, which may name files as well. In a folder an older page may be replaced. Into
    the folder `whole`, a data set of which all files belong together, nothing is written.
    """
    written = [(one, option) for one, option in (*outputs, (standard_destination(), ">")) if one is not None]
    for file in _files((*(Path(one) for one in given if one), *_of_filter(wanted or ""))):
        for destination, option in written:
            if destination.is_same(file):
                what = "standard output" if option == ">" else f"{destination.path}"
                raise UsageError(
                    f"{what} is a file that this command reads ({file}); name another one after {option}."
                )
    for destination, option in written:
        if whole is not None and _is_in(destination, whole):
            raise UsageError(
                f"{destination.path} would lie in {whole}, which this command reads; name a place outside of it after {option}."
            )


def _is_in(destination: Destination, folder: Path) -> bool:
    """Return whether a file or folder is this folder or lies in it, by whatever name or link."""
    if destination.target is None:
        return False
    target, real = (Path(os.path.realpath(each)) for each in (destination.target, folder))
    return real == target or real in target.parents


def _of_filter(wanted: str) -> Iterator[Path]:
    parts = [wanted.strip(), *(part.strip() for part in wanted.split(","))]
    yield from {Path(part[1:]): None for part in parts if part.startswith("@")}


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            below = path.rglob("*") if path.is_dir() else (path,)
            yield from (file for file in below if file == path or file.suffix.lower() not in _PAGES)
        except (OSError, ValueError):  # reading it says what is wrong with it
            continue
