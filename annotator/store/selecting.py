"""Choosing articles by what a user types: numbers, ranges, ids, words, values of fields, files of ids."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from annotator.errors import UsageError
from annotator.reasons import reason
from annotator.store import articles
from annotator.store.article_ranges import ranges
from annotator.store.check import guards
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.store.file.connection import Connection

_DIGITS = 9
_EXAMPLES = 3
_MOST_RUNS = 100
"""How many articles and ranges a filter names at most that somebody is to type."""
_VALUES = 10_000
"""How many different values of a field are counted, to give those that are there most often as examples."""
_LISTED = """
    SELECT number, id, title, source, date, url, metadata FROM article WHERE number BETWEEN ? AND ? ORDER BY number
"""
_NUMBERS = re.compile(rf"(\d{{1,{_DIGITS}}})(?:\s*[-–]\s*(\d{{1,{_DIGITS}}}))?")


class Listed(NamedTuple):
    """What is looked at of an article. `number` counts articles from 1 in the order in which they came in."""

    number: int
    id: str
    title: str
    source: str | None
    date: str | None = None
    url: str | None = None
    metadata: str = "{}"
    """The fields of its own, as JSON."""


def chosen(connection: Connection, wanted: str) -> list[str]:
    """Return the ids of the articles that `wanted` names, each once, in the order of the articles; there is at least one.

    `wanted` has parts with commas between them, each one an id, a number from 1, a range of numbers (1-20, which may end
    after the last article), FIELD=VALUE, @FILE for a file with an id on each line (@- for standard input), or words that are all
    found in title, source or id, as the library's filter finds them. FIELD is title, date, source, url or one that articles
    bring with them; a month or year finds all of its dates. An id wins over anything that looks like it; what looks like a
    number is never words. Where the whole is an id, a FIELD=VALUE or an @FILE that there is, its commas are its own.

    Ids, numbers and ranges cost what they choose; for words and FIELD=VALUE all articles are looked at, range by range. Raises
    `UsageError` when a part finds nothing, is a range that ends before it begins or names an id, a field or a file that is
    not there, `DamagedProjectError` for a damaged article among those that are looked at.
    """
    selection = _Selection(connection, wanted)
    return selection.ids()


def _parts(wanted: str) -> list[str]:
    return [part.strip() for part in wanted.split(",")]


class Named(NamedTuple):
    """A filter that names articles, and how many it names."""

    filter: str
    articles: int


def naming(is_id: Callable[[Sequence[str]], bool], numbers: Iterable[int]) -> Named:
    """Return a filter by which `chosen` finds the first of the articles with these numbers, at least one, in order.

    It is to be typed, so it names at most `_MOST_RUNS` articles and ranges. `is_id` says whether any of some words is the id of
    an article. Such a part of the filter would win, so zeros are put before the numbers until none is.
    """
    runs: list[tuple[int, int]] = []
    count = 0
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        elif len(runs) == _MOST_RUNS:
            break
        else:
            runs.append((number, number))
        count += 1
    width = 1
    while True:
        parts = ["-".join(f"{number:0{width}}" for number in dict.fromkeys(run)) for run in runs]
        whole = ",".join(parts)
        if width >= _DIGITS or not is_id([whole, *parts]):
            return Named(whole, count)
        width += 1


class _Selection:
    """Finds the articles of a filter, and keeps their numbers and ids."""

    def __init__(self, connection: Connection, wanted: str) -> None:
        self._connection = connection
        self._wanted = wanted
        self._found: dict[int, str] = {}
        self._require = guards.require_rows(connection, "article", "number")

    def ids(self) -> list[str]:
        """Return the ids that the filter finds. Raises as `chosen` does."""
        whole = self._wanted.strip()
        if self._take_id(self._wanted):
            pass
        elif whole.startswith("@") and os.path.exists(whole[1:]):  # noqa: PTH110
            self._take(whole)
        elif "=" in whole and "," in whole and self._take_with_value(whole):
            pass
        else:
            for part in _parts(self._wanted):
                self._take(part)
        return [self._found[number] for number in sorted(self._found)]

    def _take(self, part: str) -> None:
        """Take the articles that a part finds. Raises `UsageError` where there is none."""
        if self._take_id(part):
            return
        if part.startswith("@"):
            self._take_file(part[1:])
            return
        if "=" in part and self._take_with_value(part):
            return
        is_found = False
        if numbers := _NUMBERS.fullmatch(part):
            is_found = self._take_range(part, int(numbers[1]), int(numbers[2] or numbers[1]))
        elif "=" in part and (field := part.partition("=")[0].strip()):
            self._refuse_value(field, part)
        elif patterns := fold.patterns(part):
            is_found = self._take_where(
                lambda one: all(pattern.search(_searched(one)) for pattern in patterns)
            )
        if not is_found:
            self._refuse(part)

    def _take_id(self, id_: str) -> bool:
        number = articles.number(self._connection, id_)
        if number is not None:
            self._require(number, number)
            self._found[number] = id_
        return number is not None

    def _take_range(self, part: str, first: int, last: int) -> bool:
        if first > last:
            years = part.split("-")[0].split("–")[0].strip()
            month = f"; for the month: date={part}" if len(years) == 4 else ""
            raise UsageError(f"{part!r} is a range backwards: write {last}-{first}{month}.")
        found: dict[int, str] = {}
        for begin, end in ranges(self._connection, among=(first, last)):
            found.update((article.number, article.id) for article in self._between(begin, end))
        self._found.update(found)
        return bool(found)

    def _take_with_value(self, part: str) -> bool:
        """Take the articles whose field has the value, for FIELD=VALUE; return whether there are any."""
        field, _, value = part.partition("=")
        return self._take_where(lambda one: _has(_fields(one).get(field.strip()), value.strip()))

    def _take_where(self, fits: Callable[[Listed], bool]) -> bool:
        found = {article.number: article.id for article in self._all() if fits(article)}
        self._found.update(found)
        return bool(found)

    def _take_file(self, name: str) -> None:
        """Take the articles whose ids a file has, one on each line. Raises UsageError."""
        shown = "standard input" if name == "-" else name
        ids = _in_file(name)
        there = articles.numbers(self._connection, ids)
        missing = [(line, id_) for id_, line in ids.items() if id_ not in there]
        if missing:
            guards.require_tables(self._connection, "article")  # a damaged index finds nothing
            line, id_ = min(missing)
            more = f", nor {len(missing) - 1:,} more of its ids" if len(missing) > 1 else ""
            raise UsageError(f"{shown}, line {line}: there is no article {id_} in this project{more}.")
        for id_, number in there.items():
            self._require(number, number)
            self._found[number] = id_

    def _all(self) -> Iterator[Listed]:
        for first, last in ranges(self._connection):
            yield from self._between(first, last)

    def _between(self, first: int, last: int) -> list[Listed]:
        """Return the articles with these numbers, after they were looked at."""
        self._require(first, last)
        return [Listed(*row) for row in self._connection.rows(_LISTED, [first, last])]

    def _refuse_value(self, field: str, part: str) -> NoReturn:
        names: set[str] = set()
        often: Counter[str] = Counter()
        for article in self._all():
            fields = _fields(article)
            names.update(fields)
            if (value := fields.get(field)) is not None and len(often) < _VALUES:
                often[_shown(value[0] if isinstance(value, list) and value else value)] += 1
        if not often:
            raise UsageError(
                f"{part!r} finds no article, because none has the field {field}. There are: {', '.join(sorted(names))}."
            )
        examples = " or ".join(value for value, _ in often.most_common(_EXAMPLES))
        raise UsageError(f"{part!r} finds no article. The field {field} is, for instance, {examples}.")

    def _refuse(self, part: str) -> NoReturn:
        guards.require_tables(self._connection, "article")  # a damaged index finds nothing
        of_what = "" if part == self._wanted.strip() else f", a part of {self._wanted!r},"
        row = self._connection.row("SELECT count(*) FROM article")
        assert row is not None
        last = row[0]
        by_number = "the number 1" if last == 1 else f"numbers from 1 to {last}, ranges such as 1-{last}"
        raise UsageError(
            f"{part!r}{of_what} finds no article. Give ids, {by_number}, words of titles, sources and ids, FIELD=VALUE, or "
            "@FILE with an id on each line, with commas between them."
        )


def _has(there: Any, value: str) -> bool:
    if isinstance(there, list):
        return any(_has(one, value) for one in there)
    if isinstance(there, str):
        return unicodedata.normalize("NFC", there.strip()) == unicodedata.normalize("NFC", value)
    return there is not None and value in (str(there), json.dumps(there))


def _fields(article: Listed) -> dict[str, Any]:
    try:
        own = json.loads(article.metadata)
    except ValueError:
        own = {}  # opening the article tells that it is damaged
    date = article.date or ""
    periods = [date[:length] for length in (4, 7, 10) if len(date) > length and date[length] in "-T "]
    known = {
        "title": article.title,
        "source": article.source,
        "date": [date, *periods] if date else None,
        "url": article.url,
    }
    return {**(own if isinstance(own, dict) else {}), **{key: value for key, value in known.items() if value}}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _in_file(name: str) -> dict[str, int]:
    """Return the ids that a file has, one on each line, with the first line of each. Raises UsageError."""
    shown = "standard input" if name == "-" else name
    if not name:
        raise UsageError("@ stands before the name of a file with an id on each line: @FILE.")
    try:
        with open("/dev/stdin" if name == "-" else name, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
            lines = re.split("\r?\n", file.read())
    except OSError as error:
        raise UsageError(f"@{name} can't be read: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"@{name} can't be read: {shown} is not UTF-8.") from error
    ids = {id_: number for number, id_ in reversed([*enumerate(lines, 1)]) if id_.strip()}
    if not ids:
        raise UsageError(f"@{name} names no article: there is no id in {shown}.")
    return ids


def _searched(article: Listed) -> str:
    return "\n".join((article.title, article.id, article.source or ""))
