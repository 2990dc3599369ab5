"""The tokens that taggers get, words as they stand or cut at the edges of spans, and which of them a span has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

import msgspec

from annotator.formats.tags import TokenSpan, distinct_runs
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.formats.base import Options
    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan
    from annotator.text.segment import Token


Tokens = Literal["words", "split"]
"""Words as they stand, or words that are split at the edges of spans."""

HELP = (
    "words: as they stand, so that they don't show where spans are; a span with an edge inside one grows to all of it, which is "
    "told. split: cut where spans begin and end, for exchange, not for training."
)

SPLIT = "words are cut where spans begin and end, and the cuts show a model where spans are"
"""What is to know of tokens that are split."""


def are_split(options: Options) -> bool:
    """Return whether a format's options ask for tokens that are cut at the edges of spans."""
    return getattr(options, "tokens", "words") == "split"


def cuts(spans: Iterable[RecordSpan], wanted: Tokens) -> set[int]:
    """Return the offsets at which words are cut."""
    return {edge for span in spans for edge in (span.start, span.end)} if wanted == "split" else set()


def token_spans(spans: Iterable[RecordSpan], found: Sequence[Token]) -> Iterator[TokenSpan]:
    """Yield the tokens of each span that has any, in the order of the spans; a span of white space may have none."""
    starts, ends = [token.start for token in found], [token.end for token in found]
    for span in spans:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
        if first < last:
            moved = (starts[first], ends[last - 1]) != (span.start, span.end)
            yield TokenSpan(first, last, span, moved)


def add_empty(
    record: Record, spans: Sequence[RecordSpan], of_spans: Sequence[TokenSpan], losses: Losses
) -> None:
    """Count the spans that have no tokens."""
    if len(of_spans) == len(spans):
        return
    there = {id(one.span) for one in of_spans}
    for span in spans:
        if id(span) not in there:
            losses.add_span(Loss.EMPTY, record, span)


def add_same_words(
    record: Record, of_spans: Sequence[TokenSpan], found: Sequence[Token], losses: Losses, offset: int = 0
) -> None:
    """Count the spans with the tokens and the label of another one, which stands for them. Offsets count from `offset` in the article's text."""
    kept = {id(one) for one in distinct_runs(of_spans).values()}
    for one in of_spans:
        if id(one) not in kept:
            start, end = offset + found[one.first].start, offset + found[one.last - 1].end
            span = msgspec.structs.replace(one.span, start=offset + one.span.start, end=offset + one.span.end)
            losses.add_span(Loss.SAME_WORDS, record, span, f"{start}–{end} «{record.text[start:end]}»")


def has_grown(one: TokenSpan, found: Sequence[Token]) -> bool:
    """Return whether an edge of a span is inside a token, so that the span grew to all of it."""
    return found[one.first].start < one.span.start or one.span.end < found[one.last - 1].end


def add_moved(
    loss: Loss, record: Record, one: TokenSpan, found: Sequence[Token], losses: Losses, offset: int = 0
) -> None:
    """Count a span that became its tokens, and the words that it grew to.

    Offsets of the span and of the tokens count from `offset` in the article's text.
    """
    text = record.text
    first, last = found[one.first], found[one.last - 1]
    start, end = offset + first.start, offset + last.end
    span = msgspec.structs.replace(one.span, start=offset + one.span.start, end=offset + one.span.end)
    losses.add_span(loss, record, span, f"{start}–{end} «{text[start:end]}»")
    edges = {first} if first.start < one.span.start else set()
    if one.span.end < last.end:
        edges.add(last)
    for token in sorted(edges):
        start, end = offset + token.start, offset + token.end
        if not text[start:end].isspace():
            losses.add_word(loss, text[start:end], text[max(start, span.start) : min(end, span.end)])
