"""The command that searches the texts of all articles."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from contextlib import suppress
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

import click

from annotator.cli.options import print_option, project_option
from annotator.cli.output import standard_output
from annotator.cli.say import counted, plain, say, show
from annotator.cli.terminal_stream import TerminalStream
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import ProjectBusyError
from annotator.model import FoundLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.cli.progress import Line
    from annotator.model import FoundArticle, SearchResult
    from annotator.project import Project
    from annotator.text.layout import Row

_ROWS = 3
"""The most rows of an article that are shown; JSON and CSV have all of its lines."""
_AROUND = 300
"""Code points of a long line before its first hit and behind its last that are laid out."""
_INDENT = 2
_BOLD, _NORMAL = "\x1b[1;4m", "\x1b[22;24m"


@click.command("search", epilog="Example: annotator search القدس")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@project_option
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=20,
    show_default=True,
    metavar="N",
    help="The most articles that are shown.",
)
@print_option
def command(words: tuple[str, ...], project: Path, limit: int, kind: str) -> None:
    """Find the articles in which all of the words are, and show where.

    Harakat, tatweel, hamza, the forms of alef, ya and alef maqsura, ta marbuta and clitics before a word don't matter. Articles
    with the words as they are given come first, then those that have them most often for their length. Signs are passed
    over, and nothing in the words is an operator.

    With --format json each hit comes with its range in code points, and that of its word with its clitics; with csv each has a line.
    """
    wanted = " ".join(words)
    with working(project, "Searching") as (opened, line):
        opened.search.words(wanted)
        if opened.writable:
            _build(opened, line)
        state = opened.search.state()
        if not state.is_complete:
            line.begin("Reading texts", state.articles - state.indexed)
        result = opened.search.find(wanted, count=limit, progress=line)
    if result.scanned:
        say(
            f"The index for searching has not got to all articles, so {counted(result.scanned, 'text')} were read one by one. "
            "It is made where the project can be written."
        )
    if kind != "table":
        lines = _json(result) if kind == "json" else _csv(result)
        with standard_output() as out:
            for each in lines:
                out.write(each.encode())
        return
    for article in result.articles:
        _show(article)
    _show_total(result, wanted, project)


def _build(opened: Project, line: Line) -> None:
    """Make what is missing of the index; what another program holds up is left to that one or to the next search."""
    state = opened.search.state()
    if not state.is_complete:
        line.begin("Making the index for searching", state.articles)
    with suppress(ProjectBusyError):
        opened.search.build(lambda now: line(now.indexed))


def _show_total(result: SearchResult, wanted: str, project: Path) -> None:
    there = len(result.articles)
    if not result.total:
        show(f"No article has {' and '.join(wanted.split())}.")
    elif there == result.total:
        show(f"{counted(there, 'article')} found.")
    else:
        more = command_line("search", wanted, project=project, options=["--limit", str(result.total)])
        first = "the first one is" if there == 1 else f"the first {there:,} are"
        show(f"{counted(result.total, 'article')} found; {first} shown. All of them: {more}")


# --- for readers ---


def _show(article: FoundArticle) -> None:
    """Print number, id and title of an article, and the first rows in which it has hits, drawn on a terminal alone."""
    show(f"No. {article.number}, {article.id}: {plain(article.title)}")
    stream = sys.stdout if isinstance(sys.stdout, TerminalStream) else None
    terminal = None if stream is None else stream.prompt.terminal
    logical = terminal is None or terminal.mode == "logical"
    margin = 0 if terminal is None else terminal.margin
    width = max(shutil.get_terminal_size().columns - margin - _INDENT, 1)
    lines = islice((part for line in article.lines for part in _parts(line)), _ROWS + 1)
    rows = [(line, row) for line in lines for row in islice(_rows(line, width, logical=logical), _ROWS + 1)]
    drawn = [_drawn(line, row, marked=stream is not None) + "\n" for line, row in rows[:_ROWS]]
    with standard_output() as out:
        if stream is not None:
            stream.draw(drawn)
            for line, _ in rows[:_ROWS]:
                stream.prompt.note(line.text)
        else:
            out.write("".join(drawn).encode())
    if len(rows) > _ROWS:
        show("  …")


def _parts(line: FoundLine) -> Iterator[FoundLine]:
    """Yield a line whole, or of a long one what is around its first hits."""
    hits = list(line.hits)
    while hits and len(line.text) > 4 * _AROUND:
        start, end = max(hits[0].start - _AROUND, line.start), min(hits[0].end + _AROUND, line.end)
        here = tuple(hit for hit in hits if hit.start < end)
        text = line.text[start - line.start : end - line.start]
        yield FoundLine(start=start, end=end, text=text, hits=here)
        hits = hits[len(here) :]
    if hits:
        yield line


def _rows(line: FoundLine, width: int, *, logical: bool) -> Iterator[Row]:
    """Yield the rows of a line that have hits; `width` is in cells."""
    from annotator.text.layout import Layout

    layout = Layout(line.text, width, logical=logical)
    rows = dict.fromkeys(layout.row_of(hit.start - line.start) for hit in line.hits)
    yield from (layout.row(index) for index in rows)


def _drawn(line: FoundLine, row: Row, *, marked: bool) -> str:
    """Return a row, its hits emphasized if they are to be marked."""
    pieces = [" " * (row.glyphs[0].column + _INDENT if row.glyphs else 0)]
    inside = False
    for glyph in row.glyphs:
        start, end = glyph.start + line.start, glyph.end + line.start
        is_hit = marked and any(hit.start < end and start < hit.end for hit in line.hits)
        if is_hit != inside:
            pieces.append(_BOLD if is_hit else _NORMAL)
            inside = is_hit
        pieces.append(glyph.text)
    if inside:
        pieces.append(_NORMAL)
    return "".join(pieces).rstrip(" ")


# --- for programs ---


def _json(result: SearchResult) -> Iterator[str]:
    """Yield one JSON object, an article on each line."""
    head = json.dumps({"words": result.words, "total": result.total}, ensure_ascii=False)
    yield f'{head[:-1]}, "articles": [\n'
    for index, article in enumerate(result.articles, 1):
        comma = "," if index < len(result.articles) else ""
        yield json.dumps(_fields(article), ensure_ascii=False) + comma + "\n"
    yield "]}\n"


def _fields(article: FoundArticle) -> dict[str, object]:
    import msgspec

    fields: dict[str, object] = msgspec.to_builtins(article)
    return fields


def _csv(result: SearchResult) -> Iterator[str]:
    """Yield a heading, and a line for each hit."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("number", "article", "start", "end", "word", "text", "line"))
    for article in result.articles:
        for line in article.lines:
            for hit in line.hits:
                text = line.text[hit.start - line.start : hit.end - line.start]
                writer.writerow((article.number, article.id, hit.start, hit.end, hit.word, text, line.text))
    yield out.getvalue()
