"""Read articles from the sentences of a CoNLL file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import regex

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.article_fields import make_article
from annotator.formats.conll.sentences import sentences, unescaped
from annotator.formats.losses import LISTED
from annotator.formats.tags import decode_tags, is_not_iob1
from annotator.model import Incoming, IncomingSpan, Loss
from annotator.text.segment import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from annotator.formats.conll.sentences import Sentence
    from annotator.model import Refusal


MORE_COLUMNS = "columns between words and tags"
TWICE = "spans that stand in two columns"
MORE_STRAYS = "more inner tags that go on with no span, read as the beginning of one"


def read_articles(path: Path, encoding: str, *, whole_file: bool) -> Iterator[Incoming | Refusal]:
    """Yield the articles of a file. Where no document begins in it each sentence is one, or with `whole_file` all of it."""
    empty, found = True, False
    strays = _StrayTags(path, encoding)
    current: _Article | None = None
    in_document = whole_file
    try:
        for sentence in sentences(path, encoding):
            empty = False
            in_document = in_document or sentence.begins
            if current is not None and (sentence.begins or not in_document):
                yield from current.result()
                current = None
            if not sentence.tokens and sentence.error is None and not sentence.begins:
                continue
            found = found or bool(sentence.tokens) or sentence.error is not None
            if current is None:
                name = sentence.document if in_document else sentence.id
                current = _Article(path, sentence.line, name, strays)
            current.add(sentence)
        if current is not None:
            yield from current.result()
        if not found:
            raise InputError("the file is empty" if empty else "has no line with a word and its tag", path)
    except InputError as error:
        if current is not None and not in_document:  # a document is only read whole
            yield from current.result()
        yield text_files.refusal(error, path)


class _Article:
    """An article that is put together sentence by sentence."""

    def __init__(self, path: Path, line: int, name: str | None, strays: _StrayTags) -> None:
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
        """Append a sentence. The error of one that can't be read is kept for `result`."""
        self._error = self._error or sentence.error
        if self._error is not None or not sentence.tokens:
            return
        text, ranges, exact = self._text(sentence)
        self._separate(sentence, exact=exact)
        if self._length + len(text) > text_files.LIMIT:
            self._error = InputError(f"the article {text_files.TOO_LARGE}", self._path, sentence.line)
            return
        for column in sentence.columns():
            runs, strays = decode_tags(column)
            for run in runs:
                self._add_span(
                    self._length + ranges[run.first][0], self._length + ranges[run.last - 1][1], run.label
                )
            for token in strays:
                self._strays.count(sentence.tokens[token].line, column[token].label, self._lost)
        if any(token.more for token in sentence.tokens):
            self._lost[MORE_COLUMNS] += max(token.more for token in sentence.tokens)
        self._append(text)

    def result(self) -> Iterator[Incoming | Refusal]:
        """Yield the article, or its refusal; nothing for a document without sentences."""
        if self._error is None and not self._parts:
            return
        try:
            if self._error is not None:
                raise self._error
            self._append(self._after or "")
            text = "".join(self._parts)
            made = make_article({"text": text, "id": self._name}, self._path, self._line, metadata={})
        except InputError as error:
            yield text_files.refusal(error, self._path)
            return
        yield msgspec.structs.replace(made, spans=tuple(self._spans.values()), lost=dict(self._lost))

    def _add_span(self, start: int, end: int, label: str) -> None:
        if (start, end, label) in self._spans:
            self._lost[TWICE] += 1
        self._spans[start, end, label] = IncomingSpan(start=start, end=end, label=label)

    def _text(self, sentence: Sentence) -> tuple[str, list[tuple[int, int]], bool]:
        """Return the text of a sentence, the ranges of its tokens in it, and whether the text is that of a comment."""
        forms = [token.form for token in sentence.tokens]
        for text in _readings(sentence.comments.get("text", "")):
            if (ranges := _align(forms, text)) is not None:
                return text, ranges, True
        self._lost[Loss.SPACES.value] = 1
        ranges, start = [], 0
        for form in forms:
            ranges.append((start, start + len(form)))
            start += len(form) + 1
        return " ".join(forms), ranges, False

    def _separate(self, sentence: Sentence, *, exact: bool) -> None:
        if self._parts and self._after is None:
            self._append(" " if exact else "\n")
        self._append(self._after or "")
        if not self._parts:
            self._append(_space(sentence.comments.get("spaces_before")) or "")
        self._after = _space(sentence.comments.get("spaces_after"))

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)


class _StrayTags:
    """Inner tags (I-, E-, L-) that continue no span: spans begin like that in IOB1, in other schemes each is reported."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self._noted = 0
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
        self._noted += 1
        if self._noted > LISTED:
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


_SPACE = regex.compile(f"{SPACE}*+")


def _align(tokens: Iterable[str], text: str) -> list[tuple[int, int]] | None:
    """Return the range of each token in the text; None unless they are all of the text but its white space, in order."""
    found = []
    offset = 0
    for token in tokens:
        start = _after_space(text, offset)
        if not text.startswith(token, start):
            return None
        offset = start + len(token)
        found.append((start, offset))
    return found if _after_space(text, offset) == len(text) else None


def _readings(text: str) -> list[str]:
    """Return the texts that a comment `text` may stand for: as it is, and unescaped.

    Tokens can't fit both: the second has fewer characters that are not white space.
    """
    plain = unescaped(text)
    return [text] if plain == text else [text, plain]


def _after_space(text: str, offset: int) -> int:
    found = _SPACE.match(text, offset)
    return int(found.end()) if found else offset
