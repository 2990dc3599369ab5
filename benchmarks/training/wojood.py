"""Wojood's files, read without anything of the program: a token and its tags a line, spans inside others in further columns."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.training.corpus import PARTS, Corpus, Document, Labelled, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILES = {"train": "train.txt", "val": "val.txt", "test": "test.txt"}
TOGETHER = 20
"""How many sentences are an article: equal sentences are one article, and Wojood has some."""


def read(source: Path, folder: Path, sentences: int | None) -> Corpus:
    """Return the corpus; with `sentences` that many for training, a quarter as many for validation and for the test.

    The files, shortened to that, are written to `folder`. Raises OSError where one is not there.
    """
    files: dict[str, Path] = {}
    documents: dict[str, tuple[Document, ...]] = {}
    for part in PARTS:
        most = None if sentences is None else sentences if part == "train" else max(1, sentences // 4)
        found = list(islice(_sentences((source / FILES[part]).read_text("utf-8")), most))
        files[part] = folder / FILES[part]
        files[part].write_text("".join("\n".join(lines) + "\n\n" for lines in found), "utf-8")
        documents[part] = tuple(
            _document(found[first : first + TOGETHER]) for first in range(0, len(found), TOGETHER)
        )
    return Corpus("Wojood", documents, files, ("--article", str(TOGETHER)), split_by="file", has_labels=True)


def _sentences(text: str) -> Iterator[list[str]]:
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if lines := [line.rstrip() for line in block.split("\n") if line.strip()]:
            yield lines


def _document(sentences: Sequence[Sequence[str]]) -> Document:
    """Return sentences as one text: tokens between spaces, sentences between line ends."""
    text = ""
    ranges: list[tuple[Range, ...]] = []
    flat: list[Labelled] = []
    spans: list[Labelled] = []
    for lines in sentences:
        text += "\n" if text else ""
        tokens = []
        for place, line in enumerate(lines):
            word = line.split(" ")[0]
            text += " " if place else ""
            tokens.append(Range(len(text), len(text) + len(word)))
            text += word
        ranges.append(tuple(tokens))
        rows = [line.split(" ")[1:] for line in lines]
        for column in range(max(map(len, rows))):
            found = _runs([row[column] if column < len(row) else "O" for row in rows], tokens)
            spans += found
            flat += found if column == 0 else []
    return Document(text, tuple(ranges), tuple(dict.fromkeys(spans)), tuple(flat))


def _runs(tags: Sequence[str], tokens: Sequence[Range]) -> list[Labelled]:
    """Return the spans of a column of IOB2. An inner tag that goes on with nothing begins a span."""
    found: list[Labelled] = []
    before = "O"
    for tag, token in zip(tags, tokens, strict=True):
        kind, _, label = tag.partition("-")
        if kind == "I" and before[1:] == tag[1:] and before != "O":
            found[-1] = found[-1]._replace(end=token.end)
        elif kind != "O":
            found.append(Labelled(token.start, token.end, label))
        before = tag
    return found
