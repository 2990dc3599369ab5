"""The command that lists the formats."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import click

from annotator.cli.say import show
from annotator.formats import every_format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.base import Format

WIDTH = 100
"""The width of the table in characters."""

_HEAD = ("format", "reads", "writes", "extra", "what it is; what it does not hold")


@click.command("formats", epilog="Example: annotator formats")
def command() -> None:
    """List the formats that articles come in as and leave as, and what of a project each can't hold."""
    rows = [_HEAD, *(row for kind in every_format() for row in _rows(kind))]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    indent = sum(widths) + 2 * len(widths)
    for row in rows:
        cells = "".join(f"{cell:{width}}  " for cell, width in zip(row, widths, strict=False))
        for line in wrap(row[4], WIDTH - indent):
            show(f"{cells}{line}")
            cells = " " * indent


def _rows(kind: Format) -> Iterator[tuple[str, ...]]:
    reads = ("spans" if kind.spans else "texts") if kind.reads else "-"
    writes = ("folder" if kind.folder else "file") if kind.writes else "-"
    yield kind.name, reads, writes, kind.extra or "-", kind.description
    if kind.loses_writing:
        yield "", "", "", "", f"Written without: {'; '.join(loss.value for loss in kind.loses_writing)}."
    if kind.loses_by_rows:
        yield (
            "",
            "",
            "",
            "",
            f"By parts of articles also without: {'; '.join(loss.value for loss in kind.loses_by_rows)}.",
        )
    if kind.loses_reading:
        yield "", "", "", "", f"Read without: {'; '.join(loss.value for loss in kind.loses_reading)}."
