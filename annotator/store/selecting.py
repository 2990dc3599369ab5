"""Choosing articles by what a user types: numbers, ranges, ids, words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import UsageError
from annotator.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_DIGITS = 9
_NUMBERS = re.compile(rf"(\d{{1,{_DIGITS}}})(?:\s*[-–]\s*(\d{{1,{_DIGITS}}}))?")


class Listed(NamedTuple):
    """What is looked at of an article. `number` counts articles from 1 in the order in which they came in."""

    number: int
    id: str
    title: str
    source: str | None


def chosen(articles: Sequence[Listed], wanted: str) -> list[str]:
    """Return the ids of the articles that `wanted` names, each once, in the order of the articles; there is at least one.

    `wanted` has parts with commas between them, each one an id, a number from 1, a range of numbers (1-20, which may end
    after the last article), or words that are all found in title, source or id, as the library's filter finds them. An id
    wins over a number or a range that looks like it; what looks like a number is never words. Raises `UsageError` when a
    part finds nothing, or is a range that ends before it begins.
    """
    by_id = {article.id: article for article in articles}
    parts = [wanted] if wanted in by_id else [part.strip() for part in wanted.split(",")]
    found = {article.number for part in parts for article in _part(part, wanted, articles, by_id)}
    return [article.id for article in articles if article.number in found]


def naming(ids: Collection[str], numbers: Sequence[int]) -> str:
    """Return a filter by which `chosen` finds the articles with these numbers, at least one, in order.

    `ids` are those of all articles. An id that looks like a part of the filter would win, so zeros are put before the numbers
    until no id does.
    """
    taken = set(ids)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    width = 1
    while True:
        parts = ["-".join(f"{number:0{width}}" for number in run) for run in runs]
        whole = ",".join(parts)
        if width >= _DIGITS or taken.isdisjoint([whole, *parts]):
            return whole
        width += 1


def _part(part: str, wanted: str, articles: Sequence[Listed], by_id: dict[str, Listed]) -> list[Listed]:
    if part in by_id:
        return [by_id[part]]
    if numbers := _NUMBERS.fullmatch(part):
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        if first > last:
            raise UsageError(f"{part!r} is a range backwards: write {last}-{first}.")
        found = [article for article in articles if first <= article.number <= last]
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
            f"{part!r}{of_what} finds no article. Give ids, {by_number}, or words of titles, sources and ids, with commas "
            "between them."
        )
    return found


def _searched(article: Listed) -> str:
    return "\n".join((article.title, article.id, article.source or ""))
