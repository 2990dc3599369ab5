"""Working on a project that is open, with a line that shows how far it is, and a sentence where Ctrl+C stops it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from annotator.cli.options import open_project
from annotator.cli.progress import progress
from annotator.errors import notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.cli.progress import Line
    from annotator.project import Project

NOTHING = "Nothing was changed."
OPENING = "Nothing was done but that the project was opened."
DONE = "What was done before is saved."
_DONE = "annotator.done"
"""The key in `Context.meta` of the sentence on what is done."""


@contextmanager
def working(path: Path, doing: str, *, shown: bool = True) -> Iterator[tuple[Project, Line]]:
    """Open the project, and show how far the block is from before that on; unless `shown`, it is not.

    Ctrl+C gets a note on what was done, where the block gives none. Raises as `open_project`.
    """
    opened: Project | None = None
    try:
        with progress(doing, shown=shown) as line, open_project(path) as opened:
            yield opened, line
        if opened.has_written:
            _note(DONE)
    except KeyboardInterrupt as error:
        if not notes(error):
            error.add_note(OPENING if opened is None else DONE if opened.has_written else NOTHING)
        raise


@contextmanager
def whole_transaction() -> Iterator[None]:
    """Add to Ctrl+C that what the block does in one transaction was done, or that nothing was; whoever runs it again sees."""
    try:
        yield
    except KeyboardInterrupt as error:
        error.__notes__ = ["It was done whole, or nothing was changed; run it again to see."]
        raise


@contextmanager
def making(path: Path) -> Iterator[None]:
    """Add to Ctrl+C whether the file or folder at `path`, which the block makes whole or not at all, is there."""
    before = _identity(path)
    written = f"{path} is written, and whole."
    try:
        yield
        _note(written)
    except KeyboardInterrupt as error:
        if _identity(path) != before:
            said = written
        else:
            said = f"{path} {'was not made' if before is None else 'is as it was'}."
        error.__notes__ = [said]
        raise


def done(ctx: click.Context) -> str:
    """Return the sentence on what is done already, for a command that is stopped while it tells of it; "" for nothing."""
    return str(ctx.meta.get(_DONE, ""))


def _note(sentence: str) -> None:
    if (ctx := click.get_current_context(silent=True)) is not None:
        ctx.meta[_DONE] = sentence


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one that gets its name; None where none has it."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
