"""The command that lists the formats."""

from __future__ import annotations

import click

from annotator.cli.say import answer
from annotator.formats import FORMATS


@click.command("formats")
def command() -> None:
    """List the formats that articles come in as and leave as, and what of a project each can't hold."""
    rows = [("format", "reads", "writes", "extra", "what it is; what it loses")]
    for kind in FORMATS:
        lost = "; ".join(loss.value for loss in kind.loses_writing)
        about = [kind.description, *([f"loses {lost}"] if lost else [])]
        reads = ("spans" if kind.spans else "texts") if kind.reads else "-"
        writes = ("folder" if kind.folder else "file") if kind.writes else "-"
        rows += [
            (kind.name, reads, writes, kind.extra or "-", about[0]),
            *(("", "", "", "", line) for line in about[1:]),
        ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        answer("  ".join((*cells, row[4])))
