"""Articles from sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.conll.aligning import align, spelled, unescaped
from annotator.formats.conll.lines import sentences
from annotator.formats.conll.tags import decode, is_not_iob1
from annotator.formats.fields import article
from annotator.formats.losses import LISTED, Loss
from annotator.model import Incoming, IncomingSpan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.formats.conll.lines import Sentence
    from annotator.model import Refusal

MORE_COLUMNS = "columns between words and tags"
TWICE = "spans that stand in two columns"
MORE_STRAYS = "more inner tags that go on with no span, read as the beginning of one"


def read(path: Path, encoding: str, *, whole_file: bool) -> Iterator[Incoming | Refusal]:
    """Yield the articles of a file; where it marks none, each sentence is one, or all of it with `whole_file`."""
    empty, found = True, False
    strays = _Strays(path, encoding)
    current: _Builder | None = None
    in_document = whole_file
    try:
        for sentence in sentences(path, encoding):
            empty = False
            in_document = in_document or sentence.begins
            if current is not None and (sentence.begins or not in_document):
                yield from current.result()
                current = None
            if not sentence.words and sentence.error is None and not sentence.begins:
                continue
            found = found or bool(sentence.words) or sentence.error is not None
            if current is None:
                name = sentence.document if in_document else sentence.id
                current = _Builder(path, sentence.line, name, strays)
            current.add(sentence)
        if current is not None:
            yield from current.result()
        if not found:
            raise InputError("the file is empty" if empty else "has no line with a word and its tag", path)
    except InputError as error:
        if current is not None and not in_document:  # a document that breaks off is none
            yield from current.result()
        yield reading.refusal(error, path)


class _Builder:
    """An article that grows sentence by sentence."""

    def __init__(self, path: Path, line: int, name: str | None, strays: _Strays) -> None:
        self._path = path
        self._line = line
        self._name = name
        self._strays = strays
        self._parts: list[str] = []
        self._length = 0
        self._after: str | None = None
        self._spans: dict[tuple[int, int, str], IncomingSpan] = {}
        self._lost: Counter[str] = Counter()
        self._error: InputError | None = None

    def add(self, sentence: Sentence) -> None:
        """Put a sentence behind what is there; one that can't be read is told of when the article is done."""
        self._error = self._error or sentence.error
        if self._error is not None or not sentence.words:
            return
        text, places, exact = self._text(sentence)
        self._separate(sentence, exact=exact)
        if self._length + len(text) > reading.LIMIT:
            self._error = InputError(f"the article {reading.TOO_LARGE}", self._path, sentence.line)
            return
        for column in sentence.columns():
            runs, strays = decode(column)
            for run in runs:
                self._mark(
                    self._length + places[run.first][0], self._length + places[run.last - 1][1], run.label
                )
            for word in strays:
                self._strays.count(sentence.words[word].line, column[word].label, self._lost)
        if any(word.more for word in sentence.words):
            self._lost[MORE_COLUMNS] += max(word.more for word in sentence.words)
        self._put(text)

    def result(self) -> Iterator[Incoming | Refusal]:
        """Yield the article, or why there is none; nothing for the mark of a document without sentences."""
        if self._error is None and not self._parts:
            return
        try:
            if self._error is not None:
                raise self._error
            self._put(self._after or "")
            text = "".join(self._parts)
            made = article({"text": text, "id": self._name}, self._path, self._line, metadata={})
        except InputError as error:
            yield reading.refusal(error, self._path)
            return
        yield msgspec.structs.replace(made, spans=tuple(self._spans.values()), lost=dict(self._lost))

    def _mark(self, start: int, end: int, label: str) -> None:
        if (start, end, label) in self._spans:
            self._lost[TWICE] += 1
        self._spans[start, end, label] = IncomingSpan(start=start, end=end, label=label)

    def _text(self, sentence: Sentence) -> tuple[str, list[tuple[int, int]], bool]:
        """Return the text of a sentence, where its words are in it, and whether a comment has it."""
        forms = [word.form for word in sentence.words]
        for text in spelled(sentence.comments.get("text", "")):
            if (places := align(forms, text)) is not None:
                return text, places, True
        self._lost[Loss.SPACES.value] = 1
        places, start = [], 0
        for form in forms:
            places.append((start, start + len(form)))
            start += len(form) + 1
        return " ".join(forms), places, False

    def _separate(self, sentence: Sentence, *, exact: bool) -> None:
        if self._parts and self._after is None:
            self._put(" " if exact else "\n")
        self._put(self._after or "")
        if not self._parts:
            self._put(_space(sentence.comments.get("spaces_before")) or "")
        self._after = _space(sentence.comments.get("spaces_after"))

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)


class _Strays:
    """Inner tags (I-, E-, L-) that go on with no span: in IOB1 that is how spans begin, elsewhere each one is told."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self._told = 0
        self._iob1: bool | None = None

    def count(self, line: int, label: str, lost: Counter[str]) -> None:
        if self._iob1 is None:
            self._iob1 = not any(
                is_not_iob1(column)
                for sentence in sentences(self._path, self._encoding)
                for column in sentence.columns()
            )
        if self._iob1:
            return
        self._told += 1
        if self._told > LISTED:
            lost[MORE_STRAYS] += 1
        else:
            lost[
                f"{self._path.name}, line {line}: the inner tag of {label!r} goes on with no span, "
                "read as the beginning of one"
            ] += 1


def _space(comment: str | None) -> str | None:
    if comment is None:
        return None
    space = unescaped(comment)
    return space if not space or space.isspace() else None
