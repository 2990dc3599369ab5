"""The format: a JSON array of tasks, read and written one task at a time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.arrays import pieces
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.label_studio.configuration import configuration
from annotator.formats.label_studio.tasks import incoming
from annotator.formats.label_studio.written import task
from annotator.formats.losses import Loss
from annotator.formats.objects import decode
from annotator.formats.units import OFFSETS_HELP
from annotator.formats.writing import enter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.arrays import Piece
    from annotator.formats.losses import Losses
    from annotator.formats.units import Unit
    from annotator.model import Incoming, Record, Refusal


class LabelStudioOptions(Options, frozen=True, kw_only=True):
    """What offsets count, whose annotations they are, and where the text is.

    Label Studio counted UTF-16 units before 1.4, and code points since (pull request 1559 and its tests of emoji).
    """

    HELP: ClassVar[dict[str, str]] = {
        "offsets": OFFSETS_HELP,
        "completed_by": "name the annotators; Label Studio takes such a file only if each name is the e-mail of a user",
        "text_key": "the field that has the text",
    }
    READING: ClassVar[tuple[str, ...]] = ("offsets", "text_key")

    offsets: Literal["auto", "utf-16", "code-points"] = "auto"
    completed_by: bool = True
    text_key: str = ""


class LabelStudio(Format):
    """A task is an article: its text is a field of `data`, its spans the regions of each of its `annotations`.

    Each annotation goes to whoever completed it. Cancelled annotations, predictions, drafts, relations and regions of HTML
    are counted, not read. Beside what is written is the labelling configuration for the project's labels. The exports of
    versions before 1.0, with `completions`, are read as well.
    """

    name = "label-studio"
    description = "Label Studio's JSON, with its labelling configuration beside it"
    suffixes = (".json",)
    reads = True
    writes = True
    options = LabelStudioOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY)
    loses_writing = (Loss.ANNOTATOR, Loss.PROVENANCE, Loss.ATTRIBUTES, Loss.IDENTITY, Loss.WORK)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for tasks with annotations, and for names that stand in every region; a long text may hide all but `data`."""
        start = head.lstrip()
        if not start.startswith((b"[", b"{")):
            return 0.0
        marked = any(name in head for name in (b'"annotations"', b'"completions"', b'"predictions"'))
        if marked and any(name in head for name in (b'"from_name"', b'"completed_by"', b'"was_cancelled"')):
            return 0.98
        if b'"data"' not in head:
            return 0.0
        if marked:
            return 0.9
        return 0.6 if start.startswith(b"[") else 0.4

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each task with its spans."""
        options = _options(how.options)
        try:
            for piece in pieces(path, how.encoding):
                try:
                    yield _read(piece, how.encoding, path, options)
                except InputError as error:
                    yield reading.refusal(error, path)
        except InputError as error:
            yield reading.refusal(error, path)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write a list of tasks, a line each, an annotation for each person; the gold is a ground truth of nobody."""
        options = _options(how.options)
        unit: Unit = "utf-16" if options.offsets == "auto" else options.offsets
        lost = [loss for loss in self.loses_writing if loss is not Loss.ANNOTATOR or not options.completed_by]
        encoder = msgspec.json.Encoder()
        numbers = itertools.count(1)
        count = 0
        out.write(b"[")
        for record in records:
            enter(record, losses, lost)
            out.write(b",\n" if count else b"\n")
            count += 1
            out.write(encoder.encode(task(record, unit, count, numbers, names=options.completed_by)))
        out.write(b"\n]\n")
        return count

    def beside(self, how: Writing) -> dict[str, bytes]:
        """Return the labelling configuration, to be pasted into the settings of a project there."""
        return {".labels.xml": configuration(how.schema).encode()}


def _options(given: Options) -> LabelStudioOptions:
    return given if isinstance(given, LabelStudioOptions) else LabelStudioOptions()


def _read(piece: Piece, encoding: str, path: Path, options: LabelStudioOptions) -> Incoming:
    if piece.json is None:
        raise InputError(f"the task {reading.TOO_LARGE}", path, piece.line)
    reading.check_line(piece.json, encoding, path, piece.line)
    fields = decode(piece.json, path, piece.line, "the task")
    unit: Unit | None = None if options.offsets == "auto" else options.offsets
    return incoming(fields, path, piece.line, text_key=options.text_key, unit=unit)
