"""The body of a WebAnno TSV file: its rows, and the text that its sentences make.

The text between sentences is not in the file. By the rules of INCEpTION's reader each sentence is followed by a line
feed, and by as many spaces as the offset of the next token needs, or by nothing where that token follows at once.
Offsets are in UTF-16 units.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.offsets import Utf16Offsets
from annotator.formats.webanno.cells import unescape_text
from annotator.limits import FILE, GAP, OFFSET, WORDS
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ID = re.compile(r"[0-9]{1,9}-[0-9]{1,9}(\.[0-9]{1,9})?")
_OFFSETS = re.compile(r"([0-9]+)-([0-9]+)")
_TEXT = "#Text="


class Row(NamedTuple):
    """A token or a part of one: its line number, its id, its range in UTF-16 units, all its fields, and whether it is the first of its sentence."""

    line: int
    id: str
    begin: int
    end: int
    fields: list[str]
    begins_sentence: bool


class Body:
    """The body, to which lines are added one by one. `width` is the number of fields of a row, `comments` counts lines that say nothing of the text."""

    def __init__(self, width: int, path: Path) -> None:
        self.rows: list[Row] = []
        self.comments = 0
        self.width = width
        self._path = path
        self._pieces: list[str] = []
        self._length = 0
        self._read = 0
        self._gaps = 0
        self._waiting: list[str] = []
        self._in_sentence = False

    @property
    def text(self) -> str:
        """The text so far, without the line feed after its last sentence."""
        return "".join(self._pieces).removesuffix("\n")

    def add(self, line: str, number: int) -> None:
        """Add a line without its ending. Raises InputError."""
        self._read += len(line) + 1
        if not line:
            self._in_sentence = False
        elif line.startswith("#") and not self._in_sentence:
            if line.startswith(_TEXT):
                self._waiting.append(unescape_text(line.removeprefix(_TEXT)))
            else:
                self.comments += 1
        else:
            row = self._row(line, number)
            if not self._in_sentence:
                self._begin(row)
            self.rows.append(row)
            if fault := WORDS.fault(len(self.rows)):
                raise InputError(f"{fault}; split it into articles", self._path, number)

    def check_end(self) -> None:
        """Raise InputError where the last sentence is not complete, or a row is outside the text."""
        if self._waiting:
            raise InputError("ends in the middle of a sentence; fetch the file once more", self._path)
        units = Utf16Offsets(self.text)
        for row in self.rows:
            if row.end > len(units):
                self._refuse(row, f"ends at {row.end}, and the text has {len(units)} UTF-16 units")

    def _begin(self, row: Row) -> None:
        if not self._waiting:
            self._refuse(row, f"is in a sentence without a line {_TEXT}")
        if self._length == row.begin + 1 and self._pieces:
            self._pieces[-1] = self._pieces[-1].removesuffix("\n")
            self._length -= 1
        if self._length > row.begin:
            self._refuse(row, f"begins at {row.begin}, where the sentence before has not ended")
        gap = row.begin - self._length
        if fault := GAP.fault(gap):
            self._refuse(row, f"begins at {row.begin}: its sentence {fault}")
        self._gaps += gap
        if self._gaps > max(GAP.most, self._read):
            self._refuse(
                row,
                f"begins at {row.begin}: between its sentences the file leaves out more characters of the text than it has bytes",
            )
        self._append(" " * gap)
        self._append("\n".join([*self._waiting, ""]))
        self._waiting = []
        self._in_sentence = True

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(Utf16Offsets(text))
        if self._length > FILE.most:
            raise InputError(text_files.TOO_LARGE, self._path)

    def _row(self, line: str, number: int) -> Row:
        fields = line.split("\t")
        if len(fields) < self.width:
            reason = (
                f"has {len(fields)} columns, and by the first lines there are {self.width}; mend this line"
            )
            raise InputError(reason, self._path, number)
        offsets = _OFFSETS.fullmatch(fields[1])
        if not _ID.fullmatch(fields[0]) or offsets is None:
            reason = "does not begin with a token's number and offsets, as in 1-2 and 4-8; mend this line"
            raise InputError(reason, self._path, number)
        if fault := OFFSET.fault(max(map(len, offsets.groups()))):
            raise InputError(f"an offset {fault}; mend this line", self._path, number)
        begin, end = int(offsets[1]), int(offsets[2])
        row = Row(number, fields[0], begin, end, fields, begins_sentence=not self._in_sentence)
        if begin > end:
            self._refuse(row, f"ends before it begins, at {fields[1]}")
        return row

    def _refuse(self, row: Row, what: str) -> None:
        raise InputError(f"{row.id} {what}; mend this line", self._path, row.line)


def check_tokens(rows: Iterable[Row], text: str, units: Utf16Offsets, path: Path) -> None:
    """Raise InputError for a row whose text is not the text at its offsets."""
    for row in rows:
        try:
            there = text[units.to_code_points(row.begin) : units.to_code_points(row.end)]
        except ValueError as error:
            raise InputError(f"{row.id}: {error}; mend this line", path, row.line) from error
        if row.fields[2] != there and unescape_text(row.fields[2]) != there:
            raise InputError(
                f"{row.id} is «{plain(row.fields[2][:60])}» here and «{plain(there[:60])}» in the text at its offsets, which count "
                "UTF-16 units; mend this line",
                path,
                row.line,
            )
