"""The command that prints an article as the screen lays it out."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.layer_list import LayerList
from annotator.cli.options import layers_option, open_project, print_option, project_option
from annotator.cli.output import standard_output
from annotator.cli.terminal_stream import TerminalStream
from annotator.errors import UsageError
from annotator.model import EVERYONE, GOLD, MARKS, Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.text.layout import Layout, Row

WIDEST = 10_000
DIRECTIONS = ("auto", "rtl", "ltr")


@click.command("show", epilog="Example: annotator show 12 --width 80")
@click.argument("article", shell_complete=words.articles)
@project_option
@click.option(
    "--width",
    type=click.IntRange(1, WIDEST),
    show_default="the terminal's, or 80",
    metavar="N",
    help="How many cells a row has.",
)
@print_option
@click.option(
    "--direction",
    type=click.Choice(DIRECTIONS),
    default="auto",
    show_default=True,
    help="Where a paragraph begins; auto goes by its first letter.",
)
@layers_option(EVERYONE, GOLD)
def command(
    article: str, project: Path, width: int | None, kind: str, direction: str, layers: tuple[str, ...]
) -> None:
    """Print an article as the screen lays it out. ARTICLE is an id or a number.

    With --format json each row comes with its cells, and the range of letters that each cell shows; with csv without them.

    With --layer the spans of that layer are listed below; in JSON they stand before the rows, in CSV instead of them.

    The letters are in the order in which they stand on the screen, already in their joined forms. A terminal is told
    to leave them so; an editor that orders Arabic by itself turns them round once more.
    """
    from annotator.text.bidi import Direction
    from annotator.text.layout import Layout

    with open_project(project) as opened:
        found = opened.articles.get(article)
        shown = None
        if layers:
            if MARKS in layers:
                raise UsageError("--layer marks is of the export: annotator export --layer marks")
            record = next(opened.records.select(Selection(layers=layers, articles=(found.id,))), None)
            shown = LayerList(found.id, layers, record)
    if shown is not None and kind == "csv":
        with standard_output() as out:
            out.write(shown.csv().encode())
        return
    screen = _terminal(found.text) if kind == "table" else None
    mode = "visual" if screen is None else screen.prompt.terminal.mode
    margin = 0 if screen is None else screen.prompt.terminal.margin
    columns = shutil.get_terminal_size().columns
    # Where a row as wide as the terminal was asked for, the margin would have it broken.
    room = max(columns - margin, 1) if width in (None, columns) else WIDEST
    layout = Layout(
        found.text,
        min(width or columns, room, WIDEST),
        direction=Direction[direction.upper()],
        logical=mode == "logical",
    )
    lines = {"table": _text, "json": _json, "csv": _csv}[kind](layout, found.id, shown)
    with standard_output() as out:
        if screen is not None:
            screen.draw(f"{' ' * margin}{line}\n" for line in lines)
        else:
            for line in lines:
                out.write(line.encode() + b"\n")
    if screen is not None:
        screen.prompt.note(found.text)
    if shown is not None and kind == "table":
        with standard_output():
            click.echo("\n".join(["", *shown.lines()]))


def _terminal(text: str) -> TerminalStream | None:
    """Return standard output where it is a terminal and the text has letters that one may turn round."""
    from annotator.text.sentence import is_right_to_left

    return sys.stdout if isinstance(sys.stdout, TerminalStream) and is_right_to_left(text) else None


def _text(layout: Layout, _article: str, _shown: LayerList | None) -> Iterator[str]:
    from annotator.text.sentence import printed

    return (printed(row).rstrip(" ") for row in layout)


def _json(layout: Layout, article: str, shown: LayerList | None) -> Iterator[str]:
    """Yield one JSON object, a row on each line."""
    layer = {} if shown is None else shown.fields()
    head = json.dumps({"article": article, "width": layout.width, **layer}, ensure_ascii=False)
    yield f'{head[:-1]}, "rows": ['
    for index, row in enumerate(layout):
        comma = "," if index + 1 < len(layout) else ""
        yield json.dumps(_row(row), ensure_ascii=False) + comma
    yield "]}"


def _csv(layout: Layout, article: str, _shown: LayerList | None) -> Iterator[str]:
    """Yield a heading, and a line for each row, without its cells."""
    yield "article,row,start,end,direction,text"
    for number, row in enumerate(layout, 1):
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerow(
            (article, number, row.start, row.end, row.direction, row.text)
        )
        yield out.getvalue().removesuffix("\n")


def _row(row: Row) -> dict[str, object]:
    return {
        "start": row.start,
        "end": row.end,
        "direction": row.direction,
        "text": row.text,
        "cells": [None if glyph is None else [glyph.start, glyph.end] for glyph in row.cells],
    }
