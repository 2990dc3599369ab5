"""The report on texts that were corrected: what moved, and what fell away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import counted
from annotator.command_line import command_line
from annotator.sentences import LONGEST, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Corrected, CorrectedGold, CorrectedLayer, CorrectedNotes, ImportReport


AROUND = 20
"""How many characters are shown around what differs."""

MOST_IDS = 5
"""How many articles the command that goes back names."""


def corrections(report: ImportReport, project: Path, *, kept: bool) -> Iterator[str]:
    """Yield for each article whose text was corrected what that does to each layer and to the gold, and how to go back if it was `kept`."""
    for one in report.corrected:
        yield from _article(one)
    if not report.corrected:
        return
    yield f"{counted(len(report.corrected), 'text')} corrected"
    on = [one.article for one in report.corrected if not one.back]
    if on and kept:
        options = [word for id_ in on[:MOST_IDS] for word in ("--undo", id_)]
        more = "" if len(on) <= MOST_IDS else "; the others likewise"
        yield f"To go back to the text before: {command_line('import', project=project, options=options)}{more}"


def _article(one: Corrected) -> Iterator[str]:
    how = "goes back to its former text" if one.back else "its text is corrected"
    yield f"{one.article}: {how}, {counted(one.removed, 'character')} out, {one.added:,} in"
    for layer in one.layers:
        yield from _layer(layer)
    if one.gold is not None:
        yield _gold(one.gold)
    if one.notes is not None:
        yield from _notes(one.notes)
    if one.done and not one.back:
        stay = "stays" if len(one.done) == 1 else "stay"
        yield f"  {', '.join(one.done)} {stay} done with it"


def _layer(layer: CorrectedLayer) -> Iterator[str]:
    came = f", {layer.back:,} {_verb(layer.back, 'comes', 'come')} back" if layer.back else ""
    altered = len(layer.altered)
    other = f", {altered:,} {_verb(altered, 'has', 'have')} other characters" if altered else ""
    fallen = len(layer.fallen)
    yield (
        f"  {layer.annotator}: {counted(layer.stay, 'span')} {_verb(layer.stay, 'stays', 'stay')}, "
        f"{layer.move:,} {_verb(layer.move, 'moves', 'move')}{other}, "
        f"{fallen:,} {_verb(fallen, 'falls', 'fall')} away{came}"
    )
    for span in (*layer.altered, *layer.fallen):
        if span.now is None:
            text, now = shortened(span.text), "falls away"
        else:
            text, other = _where_they_differ(span.text, span.now)
            now = f"is “{other}” now"
        yield f"    {span.label} {span.start}–{span.end} “{text}” {now}"


def _where_they_differ(text: str, other: str) -> tuple[str, str]:
    """Return both texts, from a little before the first to a little after the last character that differs if they are long."""
    if max(len(text), len(other)) <= LONGEST:
        return text, other
    start = max(0, _common(text, other) - AROUND)
    rest = text[start:], other[start:]
    end = max(0, min(_common(rest[0][::-1], rest[1][::-1]), *map(len, rest)) - AROUND)
    first, second = (shortened(one[: len(one) - end]) for one in rest)
    before, after = "… " if start else "", " …" if end else ""
    return f"{before}{first}{after}", f"{before}{second}{after}"


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _gold(gold: CorrectedGold) -> str:
    came = f", {gold.back:,} {_verb(gold.back, 'comes', 'come')} back" if gold.back else ""
    opened = "; it was settled, and is open again" if gold.opened else ""
    return (
        f"  gold: {counted(gold.stay, 'decision')} {_verb(gold.stay, 'stays', 'stay')}, "
        f"{gold.move:,} {_verb(gold.move, 'moves', 'move')}, "
        f"{gold.fallen:,} {_verb(gold.fallen, 'falls', 'fall')} away{came}{opened}"
    )


def _notes(notes: CorrectedNotes) -> Iterator[str]:
    lost = len(notes.lost)
    yield (
        f"  notes: {counted(notes.stay, 'thread')} {_verb(notes.stay, 'stays', 'stay')}, {notes.move:,} {_verb(notes.move, 'moves', 'move')}, "
        f"{lost:,} {_verb(lost, 'loses its', 'lose their')} place"
    )
    for one in notes.lost:
        yield f"    {one.start}–{one.end} “{shortened(one.text)}” falls away; the thread is at “{shortened(one.now or '')}” now"


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
