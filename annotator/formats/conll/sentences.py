r"""The lines of a CoNLL file: tokens with tags, comments and their escapes, sentence by sentence.

In a comment a backslash is ``\\``, and white space but the plain space is ``\n``, ``\r``, ``\t`` or ``\u0085``. In a
comment on white space a plain space is ``\s``, as UDPipe writes SpacesAfter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import regex

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.tags import OUTSIDE, Tag, parse_tag
from annotator.text.segment import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


DOCUMENT = "-DOCSTART-"
_ODD = re.compile("[\0\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\r]*")
_COMMENT = re.compile(r"#[ \t]*([\w.]+(?: id)?)(?:[ \t]*=[ \t]?(.*))?", re.DOTALL)
_GAP = re.compile(r"[ \t]+")


class TokenLine(NamedTuple):
    """A token with its tags, one a column, and the number of its line. `more` counts columns that are not tags."""

    form: str
    tags: tuple[Tag, ...]
    line: int
    more: int = 0


class Sentence:
    """The lines between two blank lines, or a line that begins a document, which has no tokens.

    `begins` is set where a document begins; `document` is its id, `id` that of the sentence. `error` is the error of the
    first line that can't be read.
    """

    def __init__(self, line: int) -> None:
        self.line = line
        self.begins = False
        self.document: str | None = None
        self.id: str | None = None
        self.comments: dict[str, str] = {}
        self.tokens: list[TokenLine] = []
        self.size = 0
        self.error: InputError | None = None

    def columns(self) -> Iterator[list[Tag]]:
        """Yield the tags of each column, one for each token."""
        for column in range(max((len(token.tags) for token in self.tokens), default=0)):
            yield [token.tags[column] if column < len(token.tags) else OUTSIDE for token in self.tokens]


class _Columns:
    """The column of the token, and whether all columns after it are tags or only the last one.

    A line ``# global.columns = ID FORM NER`` tells the column of the token. The first line with tags decides on the
    others: where something else is between (``EU NNP B-NP B-ORG``) only the last column is read.
    """

    def __init__(self) -> None:
        self._form = 0
        self._number: int | None = None
        self._last_only: bool | None = None
        self._plain = False
        """Whether the token is the first column and tags have been seen: most lines can be read fast then."""

    def declare(self, columns: str) -> None:
        """Set the columns by their names in CoNLL-U Plus."""
        names = columns.upper().split()
        if "FORM" in names:
            self._form = names.index("FORM")
            self._number = names.index("ID") if "ID" in names else None
            self._plain = False

    def token(self, line: str, path: Path, number: int) -> TokenLine:
        """Return the token of a line. Raises InputError."""
        if self._plain:
            form, _, rest = line.partition("\t")
            tag = parse_tag(rest)
            if tag is not None and form and form != DOCUMENT and not form.isspace():
                return TokenLine(form, (tag,), number)
        return self._token(line, path, number)

    def _token(self, line: str, path: Path, number: int) -> TokenLine:
        fields = line.split("\t") if "\t" in line else [part for part in _GAP.split(line) if part]
        form = fields[self._form] if self._form < len(fields) else ""
        if not form or form.isspace():
            raise InputError("has no word before its tags", path, number)
        rest = [field for at, field in enumerate(fields) if at not in (self._form, self._number) and field]
        if form == DOCUMENT:
            return TokenLine(form, (), number)
        if not rest:
            raise InputError(
                f"{form!r} has no tag; write the word, a tab and its tag, O for none", path, number
            )
        tags = [parse_tag(field) for field in rest]
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
        return TokenLine(form, tuple(known), number, first)


def sentences(path: Path, encoding: str) -> Iterator[Sentence]:
    """Yield the sentences of a file, and the lines that begin documents. Raises InputError for a file that can't be read."""
    columns = _Columns()
    now: Sentence | None = None
    for number, whole in text_files.lines(path, encoding, newline="\n"):
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
            _add_line(line, number, now, columns, path, encoding)
        except InputError as error:
            now.error = error
            now.tokens.clear()
        if now.tokens and now.tokens[-1].form == DOCUMENT:
            now.tokens.pop()
            if now.tokens:
                yield now
                now = Sentence(number)
            now.begins = True
            yield now
            now = None
    if now is not None:
        yield now


def _add_line(
    line: str | None, number: int, sentence: Sentence, columns: _Columns, path: Path, encoding: str
) -> None:
    if line is None:
        raise InputError(f"the line {text_files.TOO_LARGE}", path, number)
    if _ODD.search(line):
        text_files.check_line(line, encoding, path, number)
        text_files.check_characters(line, path, number, "the line")
    sentence.size += len(line)
    if sentence.size > text_files.LIMIT:
        raise InputError(f"the sentence {text_files.TOO_LARGE} by blank lines", path, number)
    if not line.startswith("#") or _is_token(line):
        sentence.tokens.append(columns.token(line, path, number))
    elif (comment := _COMMENT.fullmatch(line)) is not None:
        _read_comment(comment[1], comment[2] or "", sentence, columns)


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _is_token(line: str) -> bool:
    """Return whether a line that begins with # is a token and not a comment: it ends with a tag and has no equals sign."""
    _, *rest = [part for part in _GAP.split(line) if part]
    return bool(rest) and parse_tag(rest[-1]) is not None and "=" not in rest


def _read_comment(name: str, value: str, sentence: Sentence, columns: _Columns) -> None:
    match name:
        case "global.columns":
            columns.declare(value)
        case "newdoc" | "newdoc id":
            sentence.begins = True
            sentence.document = value or None
        case "sent_id":
            sentence.id = value or None
        case _:
            sentence.comments[name] = value


_RAW = regex.compile(rf"\\|(?! ){SPACE}|[\x00-\x1f\x7f-\x9f]")
_ESCAPE = regex.compile(r"\\(?:([nrts\\])|u([0-9a-f]{4}))")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_LONG = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "\\": "\\"}


def escaped(text: str) -> str:
    """Return the text escaped, so that it fits in one line."""
    return str(_RAW.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text))


def escaped_spaces(space: str) -> str:
    """Return white space escaped, plain spaces as well, which could get lost at the end of a line."""
    return escaped(space).replace(" ", "\\s")


def unescaped(line: str) -> str:
    """Return the text that was escaped. What is not an escape stays as it is."""
    return str(_ESCAPE.sub(lambda found: _LONG[found[1]] if found[1] else chr(int(found[2], 16)), line))
