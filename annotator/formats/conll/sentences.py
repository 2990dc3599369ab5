"""The sentences of a CoNLL file: lines with words, and comments, up to a blank line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.conll.comments import BEGINS, SILENT, comment_pairs, document_name
from annotator.formats.conll.json_lines import is_object
from annotator.formats.conll.rows import Rows, TokenLine, Unit, units
from annotator.formats.conll.survey import BLANK, DOCUMENT
from annotator.formats.tags import OUTSIDE, Tag
from annotator.limits import FILE, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.formats.conll.columns import Layout


_ODD = re.compile("[\0\r\n\ud800-\udfff]")


STOPS = frozenset(".!?؟…")
"""What ends a sentence in a file without blank lines."""


class Sentence:
    """The lines between two blank lines, or a line that begins a document, which has no tokens.

    `begins` is set where a document begins; `document` is its id, `id` that of the sentence, `part` the value of the column
    whose change begins an article. `comments` have a key and a value, and `remarks` counts the others. `error` is the
    error of the first line that can't be read; or, where such lines are skipped, `bad` has the errors of all.
    """

    def __init__(self, line: int) -> None:
        self.line = line
        self.begins = False
        self.paragraph = False
        self.document: str | None = None
        self.id: str | None = None
        self.part = ""
        self.comments: dict[str, str] = {}
        self.remarks = 0
        self.tokens: list[TokenLine] = []
        self.units: list[Unit] | None = None
        """What stands in the text for the tokens; None where each token does."""
        self.lost: dict[str, int] = {}
        self.size = 0
        self.error: InputError | None = None
        self.bad: list[InputError] = []

    @property
    def empty(self) -> bool:
        """Whether it has neither tokens nor lines that can't be read."""
        return not self.tokens and not self.bad and self.error is None

    def columns(self) -> Iterator[list[Tag]]:
        """Yield the tags of each column, one for each token."""
        for column in range(max((len(token.tags) for token in self.tokens), default=0)):
            yield [token.tags[column] if column < len(token.tags) else OUTSIDE for token in self.tokens]


def sentences(path: Path, encoding: str, layout: Layout, *, skip_bad: bool = False) -> Iterator[Sentence]:
    """Yield the sentences of a file, and the lines that begin documents.

    A line that can't be read is an error of its sentence, which then has no tokens, or with `skip_bad` is left out alone.
    Raises InputError for a file that can't be read.
    """
    rows = Rows(layout, path)
    now: Sentence | None = None
    for number, whole in text_files.lines(path, encoding, newline=layout.newline):
        line = None if whole is None else whole.rstrip("\r\n")
        if number == layout.header:
            continue
        if line is not None and (not line or BLANK.fullmatch(line)):
            if now is not None:
                yield _finished(now, layout)
            now = None
            continue
        if now is not None and now.tokens and line and line[0] == "#" and BEGINS.match(line):
            yield _finished(now, layout)
            now = None
        if now is None:
            now = Sentence(number)
        if now.error is not None:
            continue
        try:
            token = _read_line(line, number, now, rows, path, encoding)
        except InputError as error:
            if skip_bad:
                now.bad.append(error)
            else:
                now.error = error
                now.tokens.clear()
            continue
        if token is None:
            continue
        if token.form == DOCUMENT:
            if not now.empty:
                yield _finished(now, layout)
                now = Sentence(number)
            now.begins = True
            now.document = token.part or None
            yield now
            now = None
            continue
        if token.part != now.part or (layout.stops and now.tokens and _stops(now.tokens[-1])):
            if now.tokens:
                yield _finished(now, layout)
                now = Sentence(number)
            now.part = token.part
        now.tokens.append(token)
        if fault := WORDS.fault(len(now.tokens)):
            now.error = InputError(f"the sentence {fault}; end sentences with blank lines", path, number)
            now.tokens.clear()
    if now is not None:
        yield _finished(now, layout)


def _stops(token: TokenLine) -> bool:
    """Return whether a token is a full stop, or the like, that is in no span."""
    return token.form in STOPS and all(tag is OUTSIDE for tag in token.tags)


def _finished(sentence: Sentence, layout: Layout) -> Sentence:
    if layout.ids is None and layout.misc is None:
        return sentence
    found = units(sentence.tokens)
    sentence.tokens, sentence.units = found.tokens, found.units
    if found.empty_nodes:
        sentence.lost["empty nodes, which are not in the text"] = found.empty_nodes
    if found.tags:
        sentence.lost["tags of multiword tokens whose words have tags"] = found.tags
    return sentence


def _read_line(
    line: str | None, number: int, sentence: Sentence, rows: Rows, path: Path, encoding: str
) -> TokenLine | None:
    """Return the token of a line, None for a comment, which is kept in the sentence. Raises InputError."""
    if line is None:
        raise InputError(f"the line {text_files.TOO_LARGE}", path, number)
    if _ODD.search(line):
        text_files.check_line(line, encoding, path, number)
        text_files.check_characters(line, path, number, "the line")
        if "\r" in line or "\n" in line:
            raise InputError("has a carriage return or a line feed in it; end all lines alike", path, number)
    if line[0] == "{" and is_object(line):
        reason = "is a JSON object, and no word with its tags; say what the file is with --format"
        raise InputError(reason, path, number)
    sentence.size += len(line)
    if sentence.size > FILE.most:
        raise InputError(f"the sentence {text_files.TOO_LARGE} by blank lines", path, number)
    if line[0] != "#" or rows.is_word(line):
        return rows.token(line, number)
    _read_comment(line, sentence)
    return None


def _read_comment(line: str, sentence: Sentence) -> None:
    if BEGINS.match(line):
        sentence.begins = True
        sentence.document = document_name(line)
    elif SILENT.match(line):
        sentence.paragraph = sentence.paragraph or "newpar" in line
    elif pairs := comment_pairs(line):
        sentence.comments |= pairs
        sentence.id = pairs.get("sent_id") or pairs.get("id") or sentence.id
    else:
        sentence.remarks += 1
