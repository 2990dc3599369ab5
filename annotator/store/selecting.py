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
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_DIGITS = 9
_EXAMPLES = 3
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


def chosen(articles: Sequence[Listed], wanted: str) -> list[str]:
    """Return the ids of the articles that `wanted` names, each once, in the order of the articles; there is at least one.

    `wanted` has parts with commas between them, each one an id, a number from 1, a range of numbers (1-20, which may end
    after the last article), FIELD=VALUE, @FILE for a file with an id on each line (@- for standard input), or words that are all
    found in title, source or id, as the library's filter finds them. FIELD is title, date, source, url or one that articles
    bring with them; a month or year finds all of its dates. An id wins over anything that looks like it; what looks like a
    number is never words. Where the whole is an id, a FIELD=VALUE or an @FILE that there is, its commas are its own. Raises
    `UsageError` when a part finds nothing, is a range that ends before it begins or names an id, a field or a file that is
    not there.
    """
    by_id = {article.id: article for article in articles}
    whole = wanted.strip()
    if wanted in by_id:
        parts = [wanted]
    elif whole.startswith("@"):
        parts = [whole] if os.path.exists(whole[1:]) else _parts(wanted)  # noqa: PTH110
    else:
        parts = [whole] if "=" in whole and "," in whole and _with_value(whole, articles) else _parts(wanted)
    found = {article.number for part in parts for article in _part(part, wanted, articles, by_id)}
    return [article.id for article in articles if article.number in found]


def _parts(wanted: str) -> list[str]:
    return [part.strip() for part in wanted.split(",")]


def naming(is_id: Callable[[Sequence[str]], bool], numbers: Iterable[int]) -> str:
    """Return a filter by which `chosen` finds the articles with these numbers, at least one, in order.

    `is_id` says whether any of some words is the id of an article. Such a part of the filter would win, so zeros are put before
    the numbers until none is.
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    width = 1
    while True:
        parts = ["-".join(f"{number:0{width}}" for number in dict.fromkeys(run)) for run in runs]
        whole = ",".join(parts)
        if width >= _DIGITS or not is_id([whole, *parts]):
            return whole
        width += 1


def _part(part: str, wanted: str, articles: Sequence[Listed], by_id: dict[str, Listed]) -> list[Listed]:
    if part in by_id:
        return [by_id[part]]
    if part.startswith("@"):
        return _in_file(part[1:], by_id)
    if "=" in part and (found := _with_value(part, articles)):
        return found
    if numbers := _NUMBERS.fullmatch(part):
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        if first > last:
            month = f"; for the month: date={part}" if len(numbers[1]) == 4 else ""
            raise UsageError(f"{part!r} is a range backwards: write {last}-{first}{month}.")
        found = [article for article in articles if first <= article.number <= last]
    elif "=" in part and (field := part.partition("=")[0].strip()):
        _refuse_value(field, part, articles)
    else:
        patterns = fold.patterns(part)
        found = [
            article
            for article in articles
            if patterns and all(pattern.search(_searched(article)) for pattern in patterns)
        ]
    if not found:
        of_what = "" if part == wanted.strip() else f", a part of {wanted!r},"
        last = len(articles)
        by_number = "the number 1" if last == 1 else f"numbers from 1 to {last}, ranges such as 1-{last}"
        raise UsageError(
            f"{part!r}{of_what} finds no article. Give ids, {by_number}, words of titles, sources and ids, FIELD=VALUE, or "
            "@FILE with an id on each line, with commas between them."
        )
    return found


def _with_value(part: str, articles: Sequence[Listed]) -> list[Listed]:
    """Return the articles whose field has the value, for FIELD=VALUE."""
    field, _, value = part.partition("=")
    return [article for article in articles if _has(_fields(article).get(field.strip()), value.strip())]


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


def _refuse_value(field: str, part: str, articles: Sequence[Listed]) -> NoReturn:
    fields = [_fields(article) for article in articles]
    values = [value for one in fields if (value := one.get(field)) is not None]
    if not values:
        there_are = ", ".join(sorted({name for one in fields for name in one}))
        raise UsageError(
            f"{part!r} finds no article, because none has the field {field}. There are: {there_are}."
        )
    often = Counter(_shown(value[0] if isinstance(value, list) and value else value) for value in values)
    examples = " or ".join(value for value, _ in often.most_common(_EXAMPLES))
    raise UsageError(f"{part!r} finds no article. The field {field} is, for instance, {examples}.")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _in_file(name: str, by_id: dict[str, Listed]) -> list[Listed]:
    """Return the articles whose ids a file has, one on each line. Raises UsageError."""
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
    missing = [(number, id_) for id_, number in ids.items() if id_ not in by_id]
    if missing:
        number, id_ = min(missing)
        more = f", nor {len(missing) - 1:,} more of its ids" if len(missing) > 1 else ""
        raise UsageError(f"{shown}, line {number}: there is no article {id_} in this project{more}.")
    return [by_id[id_] for id_ in ids]


def _searched(article: Listed) -> str:
    return "\n".join((article.title, article.id, article.source or ""))
