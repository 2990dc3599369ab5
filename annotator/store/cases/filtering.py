"""What the filter of the adjudicator's list finds: what the library's finds in an article, names, and how far it is adjudicated.

The word `BACK` finds what was sent back, `THREADS` where threads of notes are open.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.store.library.filters import BACK, THREADS
from annotator.store.notes import OPEN
from annotator.store.search import filtering
from annotator.text import fold
from annotator.text.compiled import of_query

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection
    from annotator.store.search.filtering import FilterWord

FEW = 2_000
"""At most so many articles are looked up one by one; among more, the first ones that are found come soon in any order."""

STATUSES = ("· new", "… begun", "! changed", "✓ settled")
"""How far an article is adjudicated, as the list shows it, in the order of the stored numbers."""

_SIGNS = {
    BACK: "SELECT DISTINCT article FROM sent_back",
    THREADS: f"SELECT DISTINCT article FROM note WHERE {OPEN}",
}
_FUNCTION = "has_word"
_FIELDS = "SELECT id, title, source, date FROM article WHERE number = ?"
_SETTLED = 3
_OF_STATUS = f"""
    SELECT article FROM case_count INDEXED BY case_count_by_status
    WHERE status IN (SELECT value FROM json_each(?)) AND layers IS NOT NULL LIMIT {FEW + 1}
"""


class Found(NamedTuple):
    """A condition on rows of `case_count`, "" for none, and its values. `first` is the article whose number is the filter.

    `is_few`: it begins with the numbers of few articles. `is_settled`: only settled articles are found.
    """

    where: str = ""
    parameters: tuple[Any, ...] = ()
    first: int | None = None
    is_few: bool = False
    is_settled: bool = False


class _Word(NamedTuple):
    """What finds one word: articles, the numbers of people whose names have it, and statuses that have it.

    `listed`: the articles that may have it, None where they are more than a few. `signed`: those that have it as a sign.
    """

    word: FilterWord
    listed: list[int] | None
    people: list[int]
    statuses: list[int]
    signed: list[int]

    @property
    def is_of_articles(self) -> bool:
        """Whether only articles can have it."""
        return not self.people and not self.statuses and not self.signed


def condition(connection: Connection, query: str, *, people: bool) -> Found:
    """Return what the words of a filter ask for: each is to be found. `people`: names are looked at, too."""
    names = connection.rows("SELECT number, name FROM annotator") if people else []
    words = [
        _Word(
            word,
            _candidates(connection, [word]),
            [number for number, name in names if word.pattern.search(name)],
            [number for number, said in enumerate(STATUSES) if word.pattern.search(said)],
            _signed(connection, word),
        )
        for word in filtering.words(query)
    ]
    if not words:
        return Found()
    parts, parameters = [], list[Any]()
    few = _few(connection, words)
    if few is not None:
        parts.append("case_count.article IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(few))
    for each in words:
        part, values = _of_word(connection, each)
        parts.append(part)
        parameters += values
    is_settled = any(
        each.statuses == [_SETTLED] and not each.people and each.listed == [] == each.signed for each in words
    )
    return Found(
        " AND ".join(parts), tuple(parameters), _number(query), few is not None, is_settled and few is None
    )


def _signed(connection: Connection, word: FilterWord) -> list[int]:
    """Return the articles that have a word as a sign in the list."""
    found = {
        number
        for sign, sql in _SIGNS.items()
        if word.pattern.search(sign)
        for (number,) in connection.rows(sql)
    }
    return sorted(found)


def _few(connection: Connection, words: list[_Word]) -> list[int] | None:
    """Return few articles among which are all that have these words, None where none of the words is that rare."""
    found = [_candidates(connection, [each.word for each in words if each.is_of_articles])]
    found += [
        _with_status(connection, sorted({*each.listed, *each.signed}), each.statuses)
        for each in words
        if each.listed is not None and not each.people
    ]
    return min((one for one in found if one is not None), key=len, default=None)


def _with_status(connection: Connection, listed: list[int], statuses: list[int]) -> list[int] | None:
    """Return these articles and those of the statuses, None for more than a few."""
    if not statuses:
        return listed
    found = connection.rows(_OF_STATUS, [json.dumps(statuses)])
    return sorted({*listed, *(number for (number,) in found)}) if len(found) <= FEW else None


def _candidates(connection: Connection, words: list[FilterWord]) -> list[int] | None:
    """Return the articles that may have all of these words, None for more than a few, and where each is a single letter."""
    longer = [word for word in words if max(map(len, word.pieces), default=0) > 1]
    expressions = [
        expression for word in longer if (expression := filtering.expression(connection, word)) is not None
    ]
    if not expressions:
        return None
    if "" in expressions:
        return []
    wanted = " AND ".join(f"({expression})" for expression in expressions)
    found = filtering.matching(connection, wanted, FEW + 1)
    return found if len(found) <= FEW else None


def _of_word(connection: Connection, each: _Word) -> tuple[str, list[Any]]:
    either, parameters = [], list[Any]()
    for number in each.people:
        either.append("instr(people, ?)")
        parameters.append(f",{number},")
    if each.statuses:
        either.append(f"status IN ({', '.join(map(str, each.statuses))})")
    if each.signed:
        either.append("case_count.article IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(each.signed))
    if each.listed != []:
        part, values = _in_article(connection, each)
        either.append(part)
        parameters += values
    return f"({' OR '.join(either or ['0'])})", parameters


def _in_article(connection: Connection, each: _Word) -> tuple[str, list[Any]]:
    sql, pieces = filtering.condition(each.word)
    parts = [f"EXISTS (SELECT 1 FROM listed WHERE listed.article = case_count.article AND {sql})"]
    values = list[Any](pieces)
    if each.listed is not None:
        parts.insert(0, "case_count.article IN (SELECT value FROM json_each(?))")
        values.insert(0, json.dumps(each.listed))
    if not each.word.exact:
        _know_pattern(connection)
        parts.append(f"{_FUNCTION}(case_count.article, ?)")
        values.append(each.word.pattern.pattern)
    return f"({' AND '.join(parts)})", values


def _know_pattern(connection: Connection) -> None:
    """Let SQL ask whether an article has a word that no folding finds exactly, such as one with other capitals."""

    def has_word(number: int, pattern: str) -> bool:
        fields = database.execute(_FIELDS, [number]).fetchone()
        text = "\n".join(str(value) for value in (*fields, number) if value is not None)
        return of_query(pattern).search(text) is not None

    database = connection.database
    database.create_function(_FUNCTION, 2, has_word)


def _number(query: str) -> int | None:
    """Return the number that a filter is, in any digits."""
    text = fold.folded(query)
    is_one = text.isdecimal() and len(text) < 16 and len(query.split()) == 1
    pattern = fold.pattern(query) if is_one else None
    return int(text) if pattern is not None and pattern.fullmatch(str(int(text))) else None
