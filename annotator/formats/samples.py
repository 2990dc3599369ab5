"""The layers that come with the sample articles: one file an annotator, one article a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.errors import InputError
from annotator.model import Span, Status, Struct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SampleSpan(Struct, frozen=True):
    """A span with the text that the article has at ``[start, end)``."""

    start: int
    end: int
    label: str
    text: str


class SampleLayer(Struct, frozen=True):
    """What one annotator made of one article."""

    article: str
    status: Status
    spans: tuple[SampleSpan, ...]
    note: str = ""


def layers(folder: Path) -> Iterator[tuple[str, SampleLayer]]:
    """Yield each annotator's name with a layer. Raises InputError for a line that is none."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if line:
                try:
                    yield path.stem, msgspec.json.decode(line, type=SampleLayer)
                except msgspec.MsgspecError as error:
                    raise InputError(f"{error}.", path, number) from error


def spans(layer: SampleLayer, text: str, annotator: str) -> list[Span]:
    """Return the layer's spans for the article's text. Raises InputError where the two disagree."""
    made = []
    for span in layer.spans:
        if text[span.start : span.end] != span.text:
            raise InputError(
                f"the sample layer of {annotator} has {span.text!r} at [{span.start}, {span.end}) "
                f"of {layer.article}, and the article has another text there."
            )
        made.append(Span.new(span.start, span.end, span.label, annotator))
    return made
