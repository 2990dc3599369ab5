"""Print the open threads of notes."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from annotator.cli.output import print_lines, standard_output
from annotator.cli.say import counted, plain, show
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import OpenThread

FIELDS = ("number", "article", "title", "start", "end", "place", "person", "author", "at", "notes", "text")
"""What is told of a thread: `person` is whose it is, `author`, `at` and `text` are those of its last note, `notes` how many it has."""


def came_in(notes: int, back: int) -> Iterator[str]:
    """Yield how many notes an import or a merge brought, and how many layers went back with them, if any came."""
    if notes:
        goes = f", with which {counted(back, 'layer')} {'goes' if back == 1 else 'go'} back" if back else ""
        yield f"{counted(notes, 'note')} came in{goes}"


def print_open_threads(found: Sequence[OpenThread], kind: str) -> None:
    """Print threads as lines, JSON or CSV."""
    if kind == "table":
        print_lines(line for one in found for line in _lines(one))
        articles = len({one.number for one in found})
        show(
            f"{counted(len(found), 'open thread')} in {counted(articles, 'article')}."
            if found
            else "No thread is open."
        )
        return
    with standard_output() as out:
        out.writelines(text.encode() for text in (_json(found) if kind == "json" else _csv(found)))


def fields(one: OpenThread) -> dict[str, object]:
    """Return what is told of a thread, by `FIELDS`."""
    thread, last = one.thread, one.thread.last
    values = (
        *(one.number, thread.article, one.title, thread.start, thread.end, one.text, thread.person),
        *(last.author, last.when.isoformat(), len(thread.notes), last.text),
    )
    return dict(zip(FIELDS, values, strict=True))


def _lines(one: OpenThread) -> Iterator[str]:
    # Each line has at most one text that is Arabic as a whole: a terminal that orders Arabic by itself keeps the rest in place.
    thread, last = one.thread, one.thread.last
    place = f"No. {one.number}, {thread.start}–{thread.end}, {last.when:%Y-%m-%d %H:%M} UTC"
    yield f"{place}, {counted(len(thread.notes), 'note')}, article {plain(thread.article)}"
    yield f"  at:   {plain(shortened(one.text))}"
    yield f"  with: {plain(thread.person or 'adjudicators')}"
    yield f"  by:   {plain(last.author)}"
    yield f"  note: {plain(' '.join(last.text.split()))}"


def _json(found: Sequence[OpenThread]) -> Iterator[str]:
    """Yield a list of objects, one on each line."""
    before = "["
    for one in found:
        yield f"{before}\n{json.dumps(fields(one), ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _csv(found: Sequence[OpenThread]) -> Iterator[str]:
    """Yield a heading, and a line for each thread."""
    yield _line(FIELDS)
    for one in found:
        yield _line(tuple(fields(one).values()))


def _line(cells: Sequence[object]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
