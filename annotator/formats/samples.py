"""The layers and the gold that come with the sample articles: one file a person, one article a line."""

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


class SampleSource(Struct, frozen=True):
    """One version of a disagreement: range, label, and who marked it so."""

    start: int
    end: int
    label: str
    annotators: tuple[str, ...]


class SampleDecision(Struct, frozen=True):
    """What an adjudicator chose for the disagreement between these sources; a span that nobody had has none."""

    choice: Choice
    sources: tuple[SampleSource, ...]
    spans: tuple[SampleSpan, ...]
    note: str = ""


class SampleGold(Struct, frozen=True):
    """How an adjudicator went through an article: first by a policy, then decision by decision."""

    article: str
    policy: str
    settled: bool
    decisions: tuple[SampleDecision, ...]


def layers(folder: Path) -> Iterator[tuple[str, SampleLayer]]:
    """Yield each annotator's name with a layer. Raises InputError for a line that is none."""
    return _lines(folder, SampleLayer)


def gold(folder: Path) -> Iterator[tuple[str, SampleGold]]:
    """Yield each adjudicator's name with the gold of an article. Raises InputError for a line that is none."""
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
    """Return the layer's spans for the article's text. Raises InputError where the two disagree."""
    check(layer.spans, text, f"the sample layer of {annotator}", layer.article)
    return [Span.new(span.start, span.end, span.label, annotator) for span in layer.spans]


def check(listed: Iterable[SampleSpan], text: str, what: str, article: str) -> None:
    """Raise InputError where a span has another text than the article has there."""
    for span in listed:
        if text[span.start : span.end] != span.text:
            raise InputError(
                f"{what} has {span.text!r} at [{span.start}, {span.end}) of {article}, "
                "and the article has another text there."
            )
