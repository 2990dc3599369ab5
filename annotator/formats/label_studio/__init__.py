"""Label Studio's JSON: a list of tasks with the annotations of several people, read and written one task at a time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.json_objects import decode_object, read_array
from annotator.formats.offsets import OFFSETS_HELP
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.json_objects import JsonObject
    from annotator.formats.losses import Losses
    from annotator.formats.offsets import Unit
    from annotator.model import Incoming, Record, Refusal


class LabelStudioOptions(Options, frozen=True, kw_only=True):
    """The options of `label-studio`: what offsets count, whether annotators are named, and the field with the text.

    Label Studio counts code points since version 1.4, UTF-16 units before that (its pull request 1559).
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


class LabelStudio(Format, listed="label-studio"):
    """A task is an article: its text is a field of `data`, its spans are the regions of its `annotations`.

    The annotator of a region is who completed the annotation. Cancelled annotations, predictions, drafts, relations and
    regions of HTML are counted, not read. Exports of versions before 1.0, with `completions`, are read as well. The
    labelling configuration for the project's labels is written beside an export.
    """

    options = LabelStudioOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY)
    loses_writing = (Loss.ANNOTATOR, Loss.PROVENANCE, Loss.ATTRIBUTES, Loss.IDENTITY, Loss.WORK, Loss.KINDS)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for tasks with annotations, and for the fields of regions. A long text may leave only `data` in sight."""
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
            for item in read_array(path, how.encoding):
                try:
                    yield _read(item, how.encoding, path, options)
                except InputError as error:
                    yield text_files.refusal(error, path)
        except InputError as error:
            yield text_files.refusal(error, path)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write a list of tasks, each on a line, with an annotation for each person. Gold is a ground truth without a person."""
        from annotator.formats.label_studio.writing import task_of

        options = _options(how.options)
        unit: Unit = "utf-16" if options.offsets == "auto" else options.offsets
        lost = [loss for loss in self.loses_writing if loss is not Loss.ANNOTATOR or not options.completed_by]
        encoder = msgspec.json.Encoder()
        numbers = itertools.count(1)
        count = 0
        out.write(b"[")
        for record in records:
            losses.add_article(record, lost)
            out.write(b",\n" if count else b"\n")
            count += 1
            out.write(encoder.encode(task_of(record, unit, count, numbers, names=options.completed_by)))
        out.write(b"\n]\n")
        return count

    def beside(self, how: Writing) -> dict[str, bytes]:
        """Return the labelling configuration, which is pasted into the settings of a project in Label Studio."""
        from annotator.formats.label_studio.writing import configuration

        return {".labels.xml": configuration(how.schema).encode()}


def _options(given: Options) -> LabelStudioOptions:
    return given if isinstance(given, LabelStudioOptions) else LabelStudioOptions()


def _read(item: JsonObject, encoding: str, path: Path, options: LabelStudioOptions) -> Incoming:
    from annotator.formats.label_studio.reading import read_task

    if item.json is None:
        raise InputError(f"the task {text_files.TOO_LARGE}", path, item.line)
    text_files.check_line(item.json, encoding, path, item.line)
    fields = decode_object(item.json, path, item.line, "task")
    unit: Unit | None = None if options.offsets == "auto" else options.offsets
    return read_task(fields, path, item.line, text_key=options.text_key, unit=unit)
