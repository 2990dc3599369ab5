"""Read the layers and the gold of the sample articles: a file for each person, a line for each article."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from annotator.errors import InputError
from annotator.model import Choice, Span, Status, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_Line = TypeVar("_Line")


class SampleSpan(Struct, frozen=True):
    """A span, and the text of the article at ``[start, end)``."""

    start: int
    end: int
    label: str
    text: str


class SampleLayer(Struct, frozen=True):
    """One annotator's layer of one article."""

    article: str
    status: Status
    spans: tuple[SampleSpan, ...]
    note: str = ""


class SampleSource(Struct, frozen=True):
    """One version of a disagreement: range, label, and who marked it."""

    start: int
    end: int
    label: str
    annotators: tuple[str, ...]


class SampleDecision(Struct, frozen=True):
    """An adjudicator's decision on the disagreement between these sources; an added span has none."""

    choice: Choice
    sources: tuple[SampleSource, ...]
    spans: tuple[SampleSpan, ...]
    note: str = ""


class SampleGold(Struct, frozen=True):
    """One adjudicator's gold of one article: the policy that was applied first, then the decisions."""

    article: str
    policy: str
    settled: bool
    decisions: tuple[SampleDecision, ...]


def layers(folder: Path) -> Iterator[tuple[str, SampleLayer]]:
    """Yield each layer with its annotator's name. Raises InputError for a line that is no layer."""
    return _lines(folder, SampleLayer)


def gold(folder: Path) -> Iterator[tuple[str, SampleGold]]:
    """Yield the gold of each article with its adjudicator's name. Raises InputError for a line that is no gold."""
    return _lines(folder, SampleGold)


def _lines(folder: Path, kind: type[_Line]) -> Iterator[tuple[str, _Line]]:
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if line:
                try:
                    yield path.stem, msgspec.json.decode(line, type=kind)
                except msgspec.MsgspecError as error:
                    raise InputError(f"{error}.", path, number) from error


def spans(layer: SampleLayer, text: str, annotator: str) -> list[Span]:
    """Return the spans of a layer. Raises InputError for a span whose text is not the article's."""
    check(layer.spans, text, f"the sample layer of {annotator}", layer.article)
    return [Span.new(span.start, span.end, span.label, annotator) for span in layer.spans]


def check(listed: Iterable[SampleSpan], text: str, what: str, article: str) -> None:
    """Raise InputError for a span whose text is not the article's text at its offsets."""
    for span in listed:
        if text[span.start : span.end] != span.text:
            raise InputError(
                f"{what} has {span.text!r} at [{span.start}, {span.end}) of {article}, "
                "and the article has another text there."
            )
