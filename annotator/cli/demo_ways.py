"""The ways to begin with the demo, of which one is chosen on a screen."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import ListQuery, Status
from annotator.names import key
from annotator.text.plain import isolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.model import LibraryRow
    from annotator.project import Project
    from annotator.tui import Alternative
    from annotator.tui.terminal import Kept

_PAGE = 500


class Way(NamedTuple):
    """Under which name the demo begins, and whether with the adjudicator's screens."""

    name: str
    adjudicates: bool = False


class _Work(NamedTuple):
    """What somebody has tagged: articles, those of them that are done, and spans. `total` counts all articles."""

    name: str
    articles: int
    done: int
    spans: int
    total: int


@contextmanager
def asked(project: Project, name: str, bidi: str) -> Iterator[tuple[Way | None, str | Kept]]:
    """Ask on a screen how to begin, as `tui.choosing` does; `name` is the user's own."""
    from annotator import tui

    ways = found(project, name)
    alternatives = [each for each, _ in ways]
    with tui.choosing("annotator demo", "How do you want to begin?", alternatives, project.schema, bidi) as (
        chosen,
        terminal,
    ):
        yield next((way for alternative, way in ways if alternative == chosen), None), terminal


def found(project: Project, name: str) -> list[tuple[Alternative, Way]]:
    """Return the ways to begin, as a screen shows them: as the one who has finished most, as the user, and adjudicating.

    All that is said of people and articles is as the project has it. Without others, or without articles to adjudicate, that
    way is left out.
    """
    from annotator.tui import Alternative

    ways = []
    libraries = {person: list(_library(project, person)) for person in (*project.people.names(), name)}
    others = [_work(person, rows) for person, rows in libraries.items() if key(person) != key(name)]
    most = max(others, key=lambda work: (work.done, work.spans), default=None)
    if most is not None and most.articles:
        ways.append(
            (Alternative("h", f"As {isolated(most.name)}, who has tagged", _told(most)), Way(most.name))
        )
    mine = _told(_work(name, libraries[name]))
    ways.append((Alternative("y", f"As yourself, {isolated(name)}", mine), Way(name)))
    finished = _finished_by_several(libraries)
    if finished:
        people = sorted(set().union(*finished.values()))
        settled = sum(map(project.gold.is_settled, finished))
        about = (
            f"Decide where {_listed(people)} differ, in {_count(len(finished), 'article')} that two or more of them "
            f"have finished; {settled} of these {'is' if settled == 1 else 'are'} settled."
        )
        ways.append((Alternative("a", "Adjudicate", about), Way(name, adjudicates=True)))
    return ways


def _library(project: Project, person: str) -> Iterator[LibraryRow]:
    start = None
    while rows := project.library.rows(person, ListQuery(), start, _PAGE):
        yield from rows
        start = rows[-1].number


def _finished_by_several(libraries: Mapping[str, Sequence[LibraryRow]]) -> dict[str, set[str]]:
    """Return the ids of the articles that two people or more have finished, each with these people."""
    people = defaultdict(set)
    for person, rows in libraries.items():
        for row in rows:
            if row.status is Status.DONE:
                people[row.id].add(person)
    return {article: them for article, them in people.items() if len(them) > 1}


def _work(name: str, rows: Sequence[LibraryRow]) -> _Work:
    tagged = [row for row in rows if row.spans or row.status is not Status.TODO]
    done = sum(row.status is Status.DONE for row in tagged)
    return _Work(name, len(tagged), done, sum(row.spans for row in tagged), len(rows))


def _told(work: _Work) -> str:
    if not work.articles:
        return f"Nothing is tagged yet in {'the article' if work.total == 1 else f'any of the {work.total} articles'}."
    return (
        f"{_count(work.spans, 'span')} in {work.articles} of {work.total} articles, {work.done} of them done."
    )


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


def _listed(names: Sequence[str]) -> str:
    first, last = [isolated(name) for name in names[:-1]], isolated(names[-1])
    return f"{', '.join(first)} and {last}" if first else last
