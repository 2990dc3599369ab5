"""The first row of a table: which character separates its columns, and what each column is."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import text_files
from annotator.formats.article_fields import FIELDS
from annotator.limits import COLUMN_NAME, FILE, HEADER
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SPAN = ("start", "end", "label", "span", "annotator", "attributes")
"""The columns of a span."""

MARK = ("start", "end", "label")
"""A table with these columns has a span a row."""

IN_SPANS = (*MARK, "surface", "annotator")
"""What `--fields` can name of a span; `surface` is its own text, the column `span`."""

FIELDS_OF_TABLES = (*FIELDS, "spans", *IN_SPANS)
"""What `--fields` can name. `spans` is a column with lists of spans in JSON, and `IN_SPANS` are then fields of these spans."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
"""The characters that are looked for in a first row, by their names."""

_NAMED = re.compile(r'"?sep=([^\w\s"]|\t)"?[\r\n]*', re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_TOKENS = frozenset({"word", "words", "token", "tokens", "form"})
_STARTS = frozenset({"start", "begin", "from", "first"})
_ENDS = frozenset({"end", "stop", "finish", "to", "last"})
_LABELS = frozenset({"label", "tag", "type", "kind", "entity", "category", "class", "ner", "labels", "code"})
_LENGTHS = frozenset({"length", "len"})


class Header(Struct, frozen=True, kw_only=True):
    """The first row of a table: the separator, its line, and the columns of what is known and of all else.

    `known` has the numbers of columns by the names of `FIELDS` and, in a table with a span a row, of `SPAN`, `score` and
    `metadata`.
    `others` are the names of the other columns by their numbers, `spans` that of the one with lists of spans in JSON, if it
    is said, `said` is what `--fields` says. `lines` is the number of lines before the row. `lookalikes`
    are the columns that may have spans and are not read, by the names in `MARK`; `length` is one that may have their lengths.
    """

    separator: str
    line: int
    lines: int
    width: int
    known: dict[str, int]
    others: dict[int, str]
    spans: str | None
    said: dict[str, str]
    lookalikes: dict[str, int]

    @property
    def has_spans(self) -> bool:
        """Whether a row is a span."""
        return "label" in self.known


def separated(line: str) -> str | None:
    """Return the separator that a first line such as ``sep=;``, which Excel writes and reads, names; None for other lines."""
    found = _NAMED.fullmatch(line)
    return found[1] if found else None


def first_names(line: str, separator: str) -> set[str]:
    """Return the names of the columns in a first line that is not quoted in an odd way, in small letters."""
    try:
        return {name.strip().casefold() for name in next(csv.reader([line], delimiter=separator), [])}
    except csv.Error:
        return set()


def find_header(path: Path, encoding: str, separator: str, fields: Mapping[str, str]) -> Header:
    """Return the header of a table. `separator` is "" where it is to be found, `fields` what `--fields` says.

    Raises InputError for a table without a column for the text, and for one that can be separated in several ways.
    """
    named = separated(next((line for _, line in text_files.lines(path, encoding, newline="") if line), ""))
    if named and separator not in ("", named):
        raise InputError(
            f"its first line says that {_name(named)}s separate its columns, and --separator says {_name(separator)}s: "
            "leave --separator out",
            path,
            1,
        )
    lines = 1 if named else 0
    given = named or separator
    rows: dict[str, tuple[int, list[str]]] = {}
    broken: InputError | None = None
    for one in [given] if given else SEPARATORS:
        try:
            rows[one] = next(table_rows(path, encoding, one, lines), (lines + 1, []))
        except InputError as error:
            broken = broken or error
    if not rows:
        assert broken is not None
        raise broken
    fitting = {one: row for one, row in rows.items() if _wanted(fields) <= {plain(name) for name in row[1]}}
    if len(fitting) > 1 and len({tuple(names) for _, names in fitting.values()}) > 1:
        raise InputError(_ambiguous(fitting), path, next(iter(fitting.values()))[0])
    chosen = next(iter(fitting), max(rows, key=lambda one: len(rows[one][1])))
    line, names = rows[chosen]
    return _header(names, chosen, fields, encoding, path, line, lines)


def table_rows(path: Path, encoding: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank after `skipped` lines, each with the number of the line on which it starts."""
    lines = _RowLines(path, encoding)
    for _ in range(skipped):
        next(lines, None)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1 + skipped
    try:
        for row in reader:
            lines.size = 0
            if row:
                yield start, row
            start = reader.line_num + 1 + skipped
    except _TooLargeError:
        raise InputError(
            f"the row {text_files.TOO_LARGE}, or close the quote that is open in it; the rest of the file was not read",
            path,
            start,
            rest=True,
        ) from None
    except csv.Error as error:
        raise InputError(
            f"a quote is open or out of place ({error}), so neither this row nor the rest of the file was read; "
            'put the field between quotes and write each quote in it twice ("")',
            path,
            start,
            rest=True,
        ) from error


class _TooLargeError(Exception):
    """A row is larger than a record may be."""


class _RowLines:
    """The lines of a table; `size` counts the characters of those that were read since it was set to 0.

    Raises `_TooLargeError` where that is more than a record may have.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.size = 0
        self._path = path
        self._lines = text_files.lines(path, encoding, newline="")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        number, line = next(self._lines)
        if line is None:
            reason = f"the line {text_files.TOO_LARGE}; the rest of the file was not read"
            raise InputError(reason, self._path, number, rest=True)
        self.size += len(line)
        if self.size > FILE.most:
            raise _TooLargeError
        return line


def _header(
    names: list[str],
    separator: str,
    fields: Mapping[str, str],
    encoding: str,
    path: Path,
    line: int,
    lines: int,
) -> Header:
    if not names:
        raise InputError("the file is empty", path)
    if fault := HEADER.fault(len(names)):
        raise InputError(
            f"{fault}; part it into several tables, or import only the columns you need", path, line
        )
    for name in names:
        text_files.check_line(name, encoding, path, line)
        text_files.check_characters(name, path, line, "the first row")
    small = [plain(name) for name in names]
    said = {
        "span" if name == "surface" else name: column.strip() for name, column in columns_said(fields).items()
    }
    for name, column in said.items():
        if column.casefold() not in small:
            raise _no_column(f'no column "{column}", which --fields names for {name}', names, path, line)
    taken = {column.casefold() for column in said.values()}
    known = {name: small.index(column.casefold()) for name, column in said.items()}
    known |= {
        name: small.index(name)
        for name in (*FIELDS, *SPAN, "score", "metadata")
        if name in small and name not in said and name not in taken
    }
    if "text" not in known:
        raise _no_column('no column "text"', names, path, line)
    if fault := COLUMN_NAME.fault(max(map(len, names))):
        raise InputError(f"{fault}; shorten it", path, line)
    spans = known.pop("spans", None)
    if spans is not None or not known.keys() >= set(MARK):
        if said.keys() - {*FIELDS, "spans"}:
            missing = next(name for name in MARK if name not in known)
            raise _no_column(f"no column for the {missing} of a span", names, path, line)
        known = {name: column for name, column in known.items() if name in FIELDS}
    taken_by_known = set(known.values())
    others = {
        number: name if name.strip() else f"column {number + 1}"
        for number, name in enumerate(names)
        if number not in taken_by_known
    }
    _check_twice(known, others, small, path, line)
    return Header(
        separator=separator,
        line=line,
        lines=lines,
        width=len(names),
        known=known,
        others=others,
        spans=None if spans is None else names[spans],
        said=dict(fields),
        lookalikes={} if "label" in known or spans is not None else _lookalikes(others),
    )


def _check_twice(
    known: dict[str, int], others: dict[int, str], small: list[str], path: Path, line: int
) -> None:
    """Raise InputError for a column that is there twice."""
    names, counts = Counter(others.values()), Counter(small)
    twice = next((name for name, count in names.items() if count > 1), None)
    twice = twice or next((name for name, at in known.items() if counts[small[at]] > 1), None)
    if twice is not None:
        raise InputError(f"has two columns {twice!r}; rename one", path, line)


def columns_said(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the part of `--fields` that names columns."""
    return {name: one for name, one in fields.items() if not ("spans" in fields and name in IN_SPANS)}


def plain(name: str) -> str:
    """Return the name of a column as names are compared: without blanks around it, in small letters."""
    return name.strip().casefold()


def _wanted(fields: Mapping[str, str]) -> set[str]:
    """Return the columns by which a header is known, in small letters."""
    return {plain(column) for column in columns_said(fields).values()} | (
        {"text"} if "text" not in fields else set()
    )


def _name(separator: str) -> str:
    return SEPARATORS.get(separator, repr(separator))


def _ambiguous(fitting: dict[str, tuple[int, list[str]]]) -> str:
    ways = " or ".join(
        f"{_name(one)}s ({', '.join(map(repr, names))})" for one, (_, names) in fitting.items()
    )
    return f"its columns may be separated by {ways}; say which with --separator, as in --separator {_option(next(iter(fitting)))}"


def _option(separator: str) -> str:
    return "tab" if separator == "\t" else f"'{separator}'"


def _no_column(what: str, names: list[str], path: Path, line: int) -> InputError:
    columns = ", ".join(repr(name.strip() or f"column {number}") for number, name in enumerate(names, 1))
    hint = "say which one it is with --fields, as in --fields text=content"
    if len(names) == 1:
        hint = "commas, semicolons, tabs and vertical bars were looked for between columns; another one is said with --separator"
    elif {plain(name) for name in names} & _TOKENS:
        hint = (
            "a table with a word in each row is not read: write a word and its tag in each line and a blank line after each "
            "sentence, and import it with --format conll"
        )
    return InputError(f"has {what}; its columns are: {columns}; {hint}", path, line)


def _lookalikes(others: dict[int, str]) -> dict[str, int]:
    """Return the columns that are named as the start, the end, the label and the length of a span may be.

    Empty where there is no start, or neither an end nor a length.
    """
    found: dict[str, int] = {}
    for number, name in others.items():
        words = {word.casefold() for word in _WORDS.findall(name)}
        for mark, some in zip((*MARK, "length"), (_STARTS, _ENDS, _LABELS, _LENGTHS), strict=True):
            if words & some:
                found.setdefault(mark, number)
                break
    return found if "start" in found and found.keys() & {"end", "length"} else {}
