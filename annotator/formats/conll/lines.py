"""The lines of a file, sentence by sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.conll.tags import OUTSIDE, Tag, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENT = "-DOCSTART-"
_ODD = re.compile("[\0\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\r]*")
_COMMENT = re.compile(r"#[ \t]*([\w.]+(?: id)?)(?:[ \t]*=[ \t]?(.*))?", re.DOTALL)
_GAP = re.compile(r"[ \t]+")


class Word(NamedTuple):
    """A word with its tags, one a column, and the line that it is on. `more` counts columns that are no tags."""

    form: str
    tags: tuple[Tag, ...]
    line: int
    more: int = 0


class Sentence:
    """What stands between two blank lines, or a line that begins a document (then without words).

    `begins` is set where a document begins here, `document` is its id, `id` the sentence's own. `error` is the first line
    that can't be read.
    """

    def __init__(self, line: int) -> None:
        self.line = line
        self.begins = False
        self.document: str | None = None
        self.id: str | None = None
        self.comments: dict[str, str] = {}
        self.words: list[Word] = []
        self.size = 0
        self.error: InputError | None = None

    def columns(self) -> Iterator[list[Tag]]:
        """Yield the tags of each column, a word each."""
        for column in range(max((len(word.tags) for word in self.words), default=0)):
            yield [word.tags[column] if column < len(word.tags) else OUTSIDE for word in self.words]


class Layout:
    """Which columns are what: the word's, and whether all that follow are tags, or only the last.

    A line ``# global.columns = ID FORM NER`` says the first; the first line with tags decides the second: words between
    (``EU NNP B-NP B-ORG``) are of no use here, and then the last column alone is.
    """

    def __init__(self) -> None:
        self._form = 0
        self._number: int | None = None
        self._last_only: bool | None = None
        self._plain = False
        """Whether words stand first and a line's first tag has been seen: most lines need no more of a look."""

    def declare(self, columns: str) -> None:
        """Take the names of the columns, as CoNLL-U Plus has them."""
        names = columns.upper().split()
        if "FORM" in names:
            self._form = names.index("FORM")
            self._number = names.index("ID") if "ID" in names else None
            self._plain = False

    def word(self, line: str, path: Path, number: int) -> Word:
        """Return the word on a line. Raises InputError."""
        if self._plain:
            form, _, rest = line.partition("\t")
            tag = parse(rest)
            if tag is not None and form and form != DOCUMENT and not form.isspace():
                return Word(form, (tag,), number)
        return self._word(line, path, number)

    def _word(self, line: str, path: Path, number: int) -> Word:
        fields = line.split("\t") if "\t" in line else [part for part in _GAP.split(line) if part]
        form = fields[self._form] if self._form < len(fields) else ""
        if not form or form.isspace():
            raise InputError("has no word before its tags", path, number)
        rest = [field for at, field in enumerate(fields) if at not in (self._form, self._number) and field]
        if form == DOCUMENT:
            return Word(form, (), number)
        if not rest:
            raise InputError(
                f"{form!r} has no tag; write the word, a tab and its tag, O for none", path, number
            )
        tags = [parse(field) for field in rest]
        if self._last_only is None and tags[-1] is not None:
            self._last_only = None in tags
            self._plain = self._form == 0 and self._number is None
        first = len(tags) - 1 if self._last_only else 0
        known = []
        for field, tag in zip(rest[first:], tags[first:], strict=True):
            if tag is None:
                raise InputError(
                    f"{field!r} is no tag; a tag is O, or one of B I E S L U with a dash and a label",
                    path,
                    number,
                )
            known.append(tag)
        return Word(form, tuple(known), number, first)


def sentences(path: Path, encoding: str) -> Iterator[Sentence]:
    """Yield the sentences of a file, and the beginnings of documents. Raises InputError for the file as a whole."""
    layout = Layout()
    now: Sentence | None = None
    for number, whole in reading.lines(path, encoding, newline="\n"):
        line = None if whole is None else _without_end(whole)
        if line is not None and (not line or _BLANK.fullmatch(line)):
            if now is not None:
                yield now
            now = None
            continue
        if now is None:
            now = Sentence(number)
        if now.error is not None:
            continue
        try:
            _take(line, number, now, layout, path, encoding)
        except InputError as error:
            now.error = error
            now.words.clear()
        if now.words and now.words[-1].form == DOCUMENT:
            now.words.pop()
            if now.words:
                yield now
                now = Sentence(number)
            now.begins = True
            yield now
            now = None
    if now is not None:
        yield now


def _take(
    line: str | None, number: int, sentence: Sentence, layout: Layout, path: Path, encoding: str
) -> None:
    if line is None:
        raise InputError(f"the line {reading.TOO_LARGE}", path, number)
    if _ODD.search(line):
        reading.check_line(line, encoding, path, number)
        reading.check_characters(line, path, number, "the line")
    sentence.size += len(line)
    if sentence.size > reading.LIMIT:
        raise InputError(f"the sentence {reading.TOO_LARGE} by blank lines", path, number)
    if not line.startswith("#") or _is_word(line):
        sentence.words.append(layout.word(line, path, number))
    elif (comment := _COMMENT.fullmatch(line)) is not None:
        _note(comment[1], comment[2] or "", sentence, layout)


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _is_word(line: str) -> bool:
    """Say whether a line that begins like a comment is a word: it ends with a tag and has no equals sign."""
    _, *rest = [part for part in _GAP.split(line) if part]
    return bool(rest) and parse(rest[-1]) is not None and "=" not in rest


def _note(name: str, value: str, sentence: Sentence, layout: Layout) -> None:
    match name:
        case "global.columns":
            layout.declare(value)
        case "newdoc" | "newdoc id":
            sentence.begins = True
            sentence.document = value or None
        case "sent_id":
            sentence.id = value or None
        case _:
            sentence.comments[name] = value
