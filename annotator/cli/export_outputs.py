"""Where an export goes: a file, a folder or a stream, and the files beside it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.cli.output import (
    keep_project,
    named,
    standard_destination,
    standard_output,
    whole,
    whole_folder,
)
from annotator.cli.working import making
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.files import Destination
    from annotator.formats.base import Format


@contextmanager
def stopped(output: Destination | None) -> Iterator[None]:
    """Add to Ctrl+C what became of the output."""
    if output is not None and output.target is not None:
        with making(output.target):
            yield
        return
    try:
        yield
    except KeyboardInterrupt as error:
        where = "printed" if output is None else f"written to {output.path}"
        error.__notes__ = [f"What was {where} may not be all."]
        raise


class Outputs:
    """The files that articles and losses are written to. Raises UsageError where they can't be those, and OutputError."""

    def __init__(
        self, form: Format, output: Path | None, lost: Path | None, project: Path, *, folder: bool
    ) -> None:
        if output is None and form.folder:
            raise UsageError(f"{form.name} is a folder of files: name one with -o.")
        self.output = None if output is None else named(output, "-o", project)
        self.lost = None if lost is None else named(lost, "--losses", project)
        if self.output is not None and folder and self.output.target is None:
            what = form.name if form.folder else "--split"
            raise UsageError(
                f"{what} makes a folder of files, and {output} can't be one: name a folder with -o."
            )
        out = standard_destination() if self.output is None else self.output
        if out is None:
            return
        if self.output is None:
            keep_project(out, ">", project)
        if self.lost is not None and self.lost.is_same(out):
            raise UsageError(
                f"{lost} is named after -o and after --losses; name two files."
                if self.output is not None
                else "The articles go to standard output, so the losses can't: name another file after --losses."
            )

    def beside(self, beside: dict[str, bytes], project: Path) -> list[tuple[Destination, bytes]]:
        """Return the files to write beside the output, and their contents; `beside` has these by the endings of their names."""
        if self.output is None or self.output.target is None:
            return []
        output, found = self.output.path, []
        for ending, data in beside.items():
            path = output.with_name(output.stem + ending)
            if path == output:
                path = output.with_name(output.name + ending)
            if path.is_symlink():  # whoever put it there may mean another file
                raise UsageError(
                    f"{path} is written beside the output and is a link, which is not written through: remove it, or name another file "
                    "after -o."
                )
            destination = named(path, "-o", project)
            if self.lost is not None and destination.is_same(self.lost):
                raise UsageError(f"{path} is written beside the output: name another file after --losses.")
            found.append((destination, data))
        return found


@contextmanager
def open_output(output: Destination | None, *, folder: bool, strict: bool) -> Iterator[BinaryIO | Path]:
    """Open the output: a folder or a file that appears when the block ends, or a stream such as standard output.

    With `strict` a stream gets nothing before the block has ended.
    """
    from annotator.files import held_back

    if output is not None and folder:
        with whole_folder(output) as empty:
            yield empty
        return
    with standard_output() if output is None else whole(output) as out:
        if not strict or (output is not None and output.handle is None):
            yield out
            return
        with held_back(out) as kept:
            yield kept
