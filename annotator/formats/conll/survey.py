"""What the lines of a CoNLL file have: its columns and their values, seen in one pass before it is read."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from annotator.formats.conll.comments import BEGINS, comment_pairs
from annotator.limits import COLUMNS, FILE, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


_MOST_ENDS = 4096
_MOST_CHARACTERS = 1_000_000
"""How many different ends of lines are kept until they are split into columns, and with how many characters."""

SPACES = ("spaceafter", "spacesafter")
"""The keys of pairs that say what white space follows a word, in small letters."""

_ONE_BY_ONE = 1000
"""How many lines are looked at one by one, at least."""

_CHUNK = 64 * 1024

DOCUMENT = "-DOCSTART-"
BLANK = re.compile(r"[ \t\r]*")
_PLUS = re.compile(r"#[ \t]*global\.columns[ \t]*=(.*)", re.DOTALL)
_COMMENTS = re.compile(r"^#.*", re.MULTILINE)
_HEADS = re.compile(r"^(?!#|-DOCSTART-)[^\t \n]+", re.MULTILINE)
_ENDS = re.compile(r"^(?!#|-DOCSTART-)[^\t \n]+(.*)", re.MULTILINE)
_ID = re.compile(r"[0-9]+(?:[-.][0-9]+)?")
_DIGITS = 10
"""So many digits and more are no number of a word."""

_LIKE_A_NUMBER = re.compile(r".*\d\W*", re.DOTALL)
_FEW = 3
_MOST_NUMBERS = 0.9
"""The share of lines that begin with something like a number from which the first column has no words."""


def split_line(line: str) -> list[str]:
    """Return the columns of a line: parted by tabs where it has one, else by spaces. Spaces around them are left out."""
    if "\t" in line:
        return [field.strip(" ") for field in line.split("\t")]
    return [field for field in line.split(" ") if field]


class Column:
    """How often a column has each value.

    `open` where it has more than `VALUES`, or such as are too long for tags, which are no longer counted.
    """

    def __init__(self) -> None:
        self.values: Counter[str] = Counter()
        self.open = False
        self._size = 0

    def add(self, value: str, count: int) -> None:
        """Count a value."""
        if self.open or not value:
            return
        self._size += 0 if value in self.values else len(value)
        self.values[value] += count
        if len(self.values) > VALUES.most or self._size > _MOST_CHARACTERS:
            self.open = True
            self.values.clear()


class Survey:
    """The columns of a file by their numbers from 0, and what else has to be known before it is read.

    `last` counts the last values of lines, whatever their number; `pairs` the values of ``KEY=VALUE`` in a column, those of
    `keys` and of the first `VALUES` others. `rows`
    counts lines with words, `widths` how many of them have so many columns, and `first` is the first of them, with its
    number in `line`. `names` are those of ``# global.columns``, and `comments` the keys of the other comments. `newline` is
    what ends a line.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys = frozenset((*SPACES, *keys))
        self.columns: list[Column] = []
        self.last = Column()
        self.pairs: dict[tuple[int, str], Column] = {}
        self.rows = 0
        self.widths: Counter[int] = Counter()
        self.first: list[str] = []
        self.line = 0
        self.names: list[str] = []
        self.comments: dict[str, None] = {}
        self.documents = False
        self.sentences = 0
        self.header = ""
        self.newline = "\n"
        self._ends: Counter[str] = Counter()
        self._size = 0
        self._counted = self._ids = True
        self._same, self._pairs = True, 0
        self._within, self._before = 0, ""
        self._last_number = -1
        self._looked = self._like_numbers = 0
        self._first_like_number = False

    @property
    def numbered(self) -> bool:
        """Whether the first column counts the words, from 0 or 1, anew in each sentence or on through the file."""
        return self.rows > 0 and self._counted and max(self.widths) > 2

    @property
    def of_numbers(self) -> bool:
        """Whether nearly all that the first column has ends in a digit, as numbers and names of words, sentences and files do.

        The first line may be a heading where there are some more.
        """
        if not self._looked or max(self.widths) <= 2:
            return False
        if self._like_numbers >= _MOST_NUMBERS * self._looked:
            return True
        rest = self._looked - 1
        return rest >= _FEW and self._like_numbers - self._first_like_number >= _MOST_NUMBERS * rest

    @property
    def conllu(self) -> bool:
        """Whether the columns are the ten of CoNLL-U, of which the first is an ID."""
        return self.rows > 0 and self._ids and set(self.widths) == {10}

    @property
    def constant(self) -> bool:
        """Whether the first column is the same in all lines of each sentence, so that it has no words."""
        return self._same and self._pairs > 0 and max(self.widths) > 2

    def add(self, text: str) -> None:
        """Count the lines of a part of a file that begins and ends with whole lines."""
        if self.rows > _ONE_BY_ONE and not (self._ids or self._same):
            self._add_together(text)
        else:
            self._add_lines(text.split("\n"))
        if len(self._ends) > _MOST_ENDS:
            self.flush()

    def _add_lines(self, lines: list[str]) -> None:
        for line in lines:
            self.line += not self.first
            if not line or BLANK.fullmatch(line):
                self._within = 0
                continue
            if line[0] == "#":
                self._add_comment(line)
                continue
            at = line.find("\t")
            if at < 0:
                at = line.find(" ")
            head, end = (line, "") if at < 0 else (line[:at], line[at:])
            if head == DOCUMENT or DOCUMENT in end:
                self.documents = True
                continue
            if not self.first:
                self.first = split_line(line.rstrip("\r"))
            self.rows += 1
            self._within += 1
            self.sentences += self._within == 1
            self._number(head)
            if self._same and self._within > 1:
                self._same = head == self._before
                self._pairs += 1
            self._before = head
            self._size += 0 if end in self._ends else len(end)
            self._ends[end] += 1
            self._add_value(0, head, 1)
            if len(self._ends) > _MOST_ENDS or self._size > _MOST_CHARACTERS:
                self.flush()

    def _add_together(self, text: str) -> None:
        """Count lines of which nothing is to be known but their values."""
        if "#" in text:
            for line in _COMMENTS.findall(text):
                self._add_comment(line)
        self.documents = self.documents or DOCUMENT in text
        heads, ends = _HEADS.findall(text), _ENDS.findall(text)
        self.rows += len(ends)
        self._ends.update(ends)
        if not self.columns[0].open:
            for head in heads:
                self._add_value(0, head, 1)

    def _number(self, head: str) -> None:
        self._looked += 1
        if _LIKE_A_NUMBER.fullmatch(head):
            self._like_numbers += 1
            self._first_like_number = self._first_like_number or self._looked == 1
        self._ids = self._ids and _ID.fullmatch(head) is not None
        if not self._counted:
            return
        number = int(head) if head.isascii() and head.isdigit() and len(head) < _DIGITS else -1
        begins = self._within == 1 and number in (0, 1)
        self._counted = begins or (number == self._last_number + 1 and self.rows > 1)
        self._last_number = number

    def _add_comment(self, line: str) -> None:
        if (found := _PLUS.fullmatch(line)) is not None:
            self.names = found[1].upper().split()
            self.header = line
        elif BEGINS.match(line):
            self.documents = True
        else:
            self.comments |= dict.fromkeys(comment_pairs(line))

    def forget(self, fields: Sequence[str]) -> None:
        """Take a line back whose fields have been counted."""
        for column, field in [*zip(self.columns, fields, strict=False), (self.last, fields[-1])]:
            column.values -= Counter([field])
        self.rows -= 1

    def flush(self) -> None:
        """Count the values of the ends of lines that were kept."""
        for end, count in self._ends.items():
            fields = split_line(f"x{end}".rstrip("\r"))
            while len(fields) > 1 and not fields[-1]:
                fields.pop()
            self.widths[len(fields)] += count
            if len(fields) > 1:
                self.last.add(fields[-1], count)
            for at, value in enumerate(fields[1 : COLUMNS.most], 1):
                self._add_value(at, value, count)
        self._ends.clear()
        self._size = 0

    def _add_value(self, at: int, value: str, count: int) -> None:
        while len(self.columns) <= at:
            self.columns.append(Column())
        self.columns[at].add(value, count)
        if "=" in value:
            for pair in value.split("|"):
                key, sign, one = pair.partition("=")
                known = (at, key) in self.pairs or key.casefold() in self._keys
                if sign and (known or len(self.pairs) < VALUES.most):
                    self.pairs.setdefault((at, key), Column()).add(one, count)


def survey(path: Path, encoding: str, keys: Iterable[str] = ()) -> Survey:
    """Return what the lines of a file have, up to where it can be read. Lines that are too large are left out.

    `keys` are those of pairs, in small letters, that have to be seen however many others there are.
    """
    found = Survey(keys)
    try:
        with path.open(encoding=encoding, errors="replace", newline="\n") as file:
            chunk = file.read(_CHUNK).removeprefix("\ufeff")
            if "\r" in chunk and "\n" not in chunk:
                found.newline = "\r"
            parts: list[str] = []
            size = 0
            while chunk:
                lines, end, rest = chunk.replace(found.newline, "\n").rpartition("\n")
                chunk = file.read(_CHUNK)
                if not end:
                    size += len(rest)
                    parts += [rest] if size <= FILE.most else []
                    continue
                if size > FILE.most:
                    parts, lines = [], lines.partition("\n")[2]
                found.add("".join([*parts, lines]))
                parts, size = [rest], len(rest)
            found.add("".join(parts))
    except (OSError, UnicodeError):
        pass  # reading says what is wrong
    found.flush()
    return found


def shown(fields: Sequence[str], names: Sequence[str] = ()) -> str:
    """Return the columns of a line for a message: number, name where it has one, and value."""

    def one(at: int, field: str) -> str:
        value = field if len(field) <= 20 else f"{field[:19]}…"
        return f"{at + 1} {names[at]} {value!r}" if at < len(names) else f"{at + 1} {value!r}"

    found = [one(at, field) for at, field in enumerate(fields[:14])]
    return ", ".join([*found, *(["…"] if len(fields) > 14 else [])])
