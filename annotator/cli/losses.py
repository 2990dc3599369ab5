"""Report what a format could not hold: as messages, and as a file of JSON lines."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from annotator.cli.output import whole
from annotator.cli.say import counted, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from annotator.files import Place
    from annotator.formats.base import Format
    from annotator.model import ExportReport, Lost

SHOWN = 3
"""How many examples of each kind of loss are shown."""

CHARACTERS = 40
"""How many characters of a lost span are shown."""


@contextmanager
def losses_file(place: Place | None) -> Iterator[Callable[[Lost], None] | None]:
    """Open the file of losses, and give a function that writes a loss to it as a line of JSON; None without a file."""
    if place is None:
        yield None
        return
    encode = msgspec.json.Encoder().encode
    with whole(place, "--losses") as out:

        def write(lost: Lost) -> None:
            out.write(encode(lost) + b"\n")

        yield write


def tell_losses(report: ExportReport, kind: Format, path: Path | None) -> None:
    """Print what was lost, by kind, with counts and the first examples."""
    if not report.losses:
        return
    say(f"The format {kind.name} can't hold:")
    for loss, count in report.losses.items():
        of_article = not report.examples[loss][0].text
        say(f"  {loss.value}, in {counted(count, 'article')}" if of_article else f"  {count:,} {loss.value}")
        for lost in report.examples[loss][:SHOWN]:
            if lost.text:
                say(f"    {_line(lost)}")
    if path is not None:
        say(f"Each one is in {path}.")
    elif any(count > SHOWN and report.examples[loss][0].text for loss, count in report.losses.items()):
        say("  --losses FILE writes them all down.")


def _line(lost: Lost) -> str:
    text = lost.text if len(lost.text) <= CHARACTERS else f"{lost.text[:CHARACTERS]}…"
    became = f", now {lost.became}" if lost.became else ""
    return f"{lost.article} {lost.start}–{lost.end} {lost.label} «{text}»{became}"
