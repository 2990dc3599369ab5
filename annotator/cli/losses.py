"""The losses of an export: a list of all in a file, counts and examples on standard error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from annotator.cli.output import whole
from annotator.cli.say import counted, say
from annotator.model import Loss
from annotator.sentences import how_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from annotator.files import Destination
    from annotator.formats.base import Format
    from annotator.model import ExportReport, Lost, Widened

SHOWN = 3
"""How many examples of each kind of loss are shown."""

CHARACTERS = 40
"""How many characters of a lost span are shown."""


@contextmanager
def loss_list(destination: Destination | None) -> Iterator[Callable[[Lost], None] | None]:
    """Yield a function that writes a loss to a file as a line of JSON; None without a file. Raises OutputError."""
    if destination is None:
        yield None
        return
    encode = msgspec.json.Encoder().encode
    with whole(destination, "--losses") as out:

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
        if loss is Loss.CARD:
            say(f"  {loss.value}")
        elif of_article:
            say(f"  {loss.value}, in {counted(count, 'article')}")
        else:
            say(f"  {how_many(count, loss.value)}{_words(report.widened.get(loss, ()))}")
        for lost in report.examples[loss][:SHOWN]:
            if lost.text:
                say(f"    {_line(lost)}")
    if path is not None:
        say(f"Each one is in {path}.")
    elif any(count > SHOWN and report.examples[loss][0].text for loss, count in report.losses.items()):
        say("  --losses FILE writes them all down.")


def _words(widened: Sequence[Widened]) -> str:
    """Return the words that spans grew to most often, each with their part of it."""
    said = [f"«{one.word}» for «{one.part}» in {one.count:,}" for one in widened]
    return f": {', '.join(said)}" if said else ""


def _line(lost: Lost) -> str:
    text = lost.text if len(lost.text) <= CHARACTERS else f"{lost.text[:CHARACTERS]}…"
    became = f", now {lost.became}" if lost.became else ""
    return f"{lost.article} {lost.start}–{lost.end} {lost.label} «{text}»{became}"
