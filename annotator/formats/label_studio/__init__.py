"""Label Studio's JSON: a list of tasks with the annotations of several people, read and written one task at a time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.json_head import json_head
from annotator.formats.json_objects import read_items
from annotator.formats.offsets import OFFSETS_HELP
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.formats.offsets import Unit
    from annotator.model import Incoming, Record, Refusal


_ANNOTATIONS = ("annotations", "completions", "predictions")


class LabelStudioOptions(Options, frozen=True, kw_only=True):
    """The options of `label-studio`: what offsets count, whether annotators are named, and the field with the text.

    Label Studio counts code points since version 1.4, UTF-16 units before that (its pull request 1559).
    """

    HELP: ClassVar[dict[str, str]] = {
        "offsets": f"{OFFSETS_HELP}. auto: what fits the texts of regions, else utf-16",
        "completed_by": "name the annotators; Label Studio takes such a file only if each name is the e-mail of a user",
        "text_key": "the field that has the text",
        "predictions": "read the regions of predictions, and not those of annotations",
    }
    READING: ClassVar[tuple[str, ...]] = ("offsets", "text_key")
    ONLY_READING: ClassVar[tuple[str, ...]] = ("predictions",)

    offsets: Literal["auto", "utf-16", "code-points"] = "auto"
    completed_by: bool = True
    text_key: str = ""
    predictions: bool = False


class LabelStudio(Format, listed="label-studio"):
    """A task is an article: its text is a field of `data`, its spans are the regions of its `annotations`.

    The annotator of a region is who completed the annotation. Cancelled annotations, predictions (which
    `--predictions` reads), drafts, relations, choices and regions of HTML are counted, not read. Exports of versions before 1.0, with `completions`, are read as well. The
    labelling configuration for the project's labels is written beside an export.
    """

    options = LabelStudioOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY, Loss.NOTHING_FOUND)
    loses_writing = (
        Loss.ANNOTATOR,
        Loss.PROVENANCE,
        Loss.ATTRIBUTES,
        Loss.IDENTITY,
        Loss.WORK,
        Loss.NOTES,
        Loss.NOTHING_FOUND,
        Loss.KINDS,
        Loss.CARD,
    )

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for tasks with annotations. A long text may leave only `data` in sight."""
        found = json_head(head)
        return max(map(_score, found.objects), default=0.0) if found else 0.0

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each task with its spans."""
        from annotator.formats.label_studio.reading import read_task

        options = _options(how.options)
        unit: Unit | None = None if options.offsets == "auto" else options.offsets

        def make(task: dict[str, Any], line: int) -> Incoming:
            return read_task(
                task, path, line, text_key=options.text_key, unit=unit, predictions=options.predictions
            )

        return read_items(path, how.encoding, make, noun="task")

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write a list of tasks, each on a line, with an annotation for each person. Gold is a ground truth without a person."""
        from annotator.formats.label_studio.writing import task_of
        from annotator.formats.record_spans import add_silent

        options = _options(how.options)
        unit: Unit = "utf-16" if options.offsets == "auto" else options.offsets
        of_names = (Loss.ANNOTATOR, Loss.NOTHING_FOUND)
        lost = [loss for loss in self.loses_writing if loss not in of_names or not options.completed_by]
        encoder = msgspec.json.Encoder()
        numbers = itertools.count(1)
        count = 0
        out.write(b"[")
        for record in records:
            losses.add_article(record, lost)
            if options.completed_by:
                add_silent(record, how.layers, losses)
            out.write(b",\n" if count else b"\n")
            count += 1
            out.write(
                encoder.encode(task_of(record, unit, count, numbers, how.layers, names=options.completed_by))
            )
        out.write(b"\n]\n")
        return count

    def beside(self, how: Writing) -> dict[str, bytes]:
        """Return the labelling configuration, which is pasted into the settings of a project in Label Studio."""
        from annotator.formats.label_studio.writing import configuration

        return {".labels.xml": configuration(how.schema).encode()}


def _score(task: dict[str, Any]) -> float:
    """Return the score of a task; `data` is the last of its fields, and may not be in sight."""
    lists = [task[name] for name in _ANNOTATIONS if isinstance(task.get(name), list)]
    data = task.get("data")
    if not isinstance(data, dict):
        inner = [one for found in lists for one in found if isinstance(one, dict)]
        return (
            0.98 if "text" not in task and any(isinstance(one.get("result"), list) for one in inner) else 0.0
        )
    if lists:
        return 0.98
    return 0.75 if any(isinstance(value, str) for value in data.values()) and "text" not in task else 0.0


def _options(given: Options) -> LabelStudioOptions:
    return given if isinstance(given, LabelStudioOptions) else LabelStudioOptions()
