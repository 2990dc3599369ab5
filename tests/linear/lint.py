"""The worst layers for lint, as cases of a size that can be doubled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.lint.base import MarkedText
from annotator.lint.linting import findings
from tests.linear.cases import Case
from tests.linear.spans import SHAPES, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.model import Finding, Mark
    from tests.linear.cases import Worst


def look(text: str) -> Iterator[Finding]:
    """Look at a text in which every other place has a span of one to three code points, some crossing."""
    marks = [
        (at, min(at + 1 + at % 3, len(text)), "actor" if at % 5 else "claim") for at in range(0, len(text), 2)
    ]
    article = _article(text, tuple(marks), 1)
    return findings(lambda: [article])


def _article(text: str, marks: tuple[Mark, ...], number: int) -> MarkedText:
    ordered = sorted(marks, key=lambda mark: (mark[0], -mark[1], mark[2]))
    return MarkedText(article=f"a{number}", number=number, text=text, marks=tuple(ordered))


def _shape(shape: Callable[[int], list[tuple[int, int]]], n: int) -> Case:
    article = _article(text_of(n), tuple((start, end, "actor") for start, end in dict.fromkeys(shape(n))), 1)
    return Case(lambda: findings(lambda: [article]))


def _named(name: Callable[[int], str], n: int) -> Case:
    """Return a look at n names in an article each, marked ten times, and once not."""
    articles = []
    for number in range(n):
        called = name(number)
        text = f"زار {called} ثم " * 11
        places = [at for at in range(len(text)) if text.startswith(f" {called} ", at)][:10]
        articles.append(
            _article(text, tuple((at + 1, at + 1 + len(called), "actor") for at in places), number)
        )
    return Case(lambda: findings(lambda: articles))


SIZE = 60

WORST: Worst = {
    **{f"lint of spans {name}": partial(_shape, shape) for name, shape in SHAPES.items()},
    "lint of many names": partial(_named, lambda number: f"كلمة{number}"),
    "lint of one name": partial(_named, lambda _: "بغداد"),
    "lint of names that begin alike": partial(_named, lambda number: f"أم السدر {number % 7} {number}"),
    "lint of names of clitics": partial(_named, lambda number: "وب" * (number % 5 + 1) + "ال"),
}
