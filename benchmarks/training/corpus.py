"""A corpus as its own files have it, before the program has seen it: texts, tokens by sentence, spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PARTS = ("train", "val", "test")


class Range(NamedTuple):
    """A range of a text in code points."""

    start: int
    end: int


class Labelled(NamedTuple):
    """A range of a text in code points, with a label."""

    start: int
    end: int
    label: str


class Word(NamedTuple):
    """A token and its tag, in IOB2."""

    text: str
    tag: str


class Document(msgspec.Struct, frozen=True):
    """A text, the tokens of its sentences, all spans, and those of them that tags have room for."""

    text: str
    sentences: tuple[tuple[Range, ...], ...]
    spans: tuple[Labelled, ...]
    flat: tuple[Labelled, ...]

    def tokens(self) -> list[Range]:
        """Return the tokens of all sentences."""
        return [token for sentence in self.sentences for token in sentence]

    def words(self) -> list[list[Word]]:
        """Return the tokens of each sentence with their tags. A span with an edge within a token has all of it."""
        every = self.tokens()
        tags = ["O"] * len(every)
        for span in self.flat:
            first, last = covered(every, span)
            tags[first:last] = [f"B-{span.label}", *[f"I-{span.label}"] * (last - first - 1)]
        pairs = (
            Word(self.text[token.start : token.end], tag) for token, tag in zip(every, tags, strict=True)
        )
        return [[next(pairs) for _ in sentence] for sentence in self.sentences]


class Corpus(msgspec.Struct, frozen=True):
    """The documents of each part, the files that have them, and how these are imported."""

    name: str
    documents: dict[str, tuple[Document, ...]]
    files: dict[str, Path]
    how: tuple[str, ...]
    """Options of `annotator import`."""
    split_by: str
    """The field of an article that names its part."""
    has_labels: bool
    """Whether the labels are those of the files, not those that a new project has."""

    def words(self, part: str) -> list[list[Word]]:
        """Return the sentences of a part."""
        return [sentence for document in self.documents[part] for sentence in document.words()]

    def about(self) -> str:
        """Return how much is in each part."""
        return "; ".join(
            f"{part}: {len(found):,} articles, {sum(len(one.sentences) for one in found):,} sentences, "
            f"{sum(len(one.tokens()) for one in found):,} tokens, {sum(len(one.spans) for one in found):,} spans"
            for part, found in self.documents.items()
        )


def covered(tokens: Sequence[Range], span: Labelled) -> Range:
    """Return the numbers of the tokens that a span has anything of."""
    first = bisect_right(tokens, span.start, key=lambda token: token.end)
    return Range(first, bisect_left(tokens, span.end, key=lambda token: token.start))


def longest(spans: Iterable[Labelled]) -> Iterator[Labelled]:
    """Yield those spans that overlap none that is longer, in the order of the text."""
    kept: list[Labelled] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    yield from sorted(kept)
