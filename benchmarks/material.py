"""Articles, layers and projects to measure with, made from the sample articles by repetition."""

from __future__ import annotations

import json
import random
from functools import cache
from itertools import count, cycle, islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from annotator import labels, resources
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.text import segment
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANNOTATOR = "huda"
_LENGTHS = (1, 1, 2, 3, 8)
"""Words in a span: mostly names, now and then a claim."""
_TAGGED_EVERY, _SPANS_EACH = 20, 20


class Size(NamedTuple):
    """How large an article is."""

    words: int
    spans: int

    def __str__(self) -> str:
        return f"{self.words:,} words, {self.spans:,} spans"


SIZES = (Size(600, 60), Size(5_000, 500), Size(100_000, 5_000))
LARGEST = (Size(430_000, 5_000), Size(120_000, 20_000))
"""An article of 5 MB, and one of very many spans. No two have the same text, which would be one article."""


@cache
def paragraphs() -> tuple[str, ...]:
    """Return the paragraphs of the sample articles."""
    lines = (resources.sample_data() / "articles.jsonl").read_text("utf-8").splitlines()
    return tuple(part for line in lines for part in json.loads(line)["text"].splitlines() if part.strip())


def text(words: int, *, first: int = 0) -> str:
    """Return paragraphs, from number `first` on, of that many words together."""
    source = paragraphs()
    parts: list[str] = []
    left = words
    for paragraph in islice(cycle(source), first % len(source), None):
        found = list(islice(segment.words(paragraph), left))
        if found:
            parts.append(paragraph[: found[-1][1]] if len(found) == left else paragraph)
            left -= len(found)
        if not left:
            return "\n".join(parts)
    raise ValueError("There are no sample articles.")


def spans(article: str, number: int) -> list[Span]:
    """Return that many spans, evenly over an article; some nested, some crossing."""
    words = list(segment.words(article))
    chance = random.Random(1)
    names = [label.name for label in labels.default().labels]
    made = []
    for k in range(number):
        first = len(words) * k // number
        last = min(first + chance.choice(_LENGTHS), len(words)) - 1
        made.append(Span.new(words[first][0], words[last][1], chance.choice(names), ANNOTATOR))
    return made


def tagged(size: Size) -> tuple[str, list[Span]]:
    """Return an article of that size and its spans. The end is the same in all sizes: all of the smallest one."""
    end = SIZES[0]
    words, number = size.words - end.words, size.spans - end.spans
    start = f"{text(words, first=1)}\n" if words > 0 else ""
    offset = len(start)
    article = start + text(min(size.words, end.words))
    moved = (
        structs.replace(span, start=span.start + offset, end=span.end + offset)
        for span in spans(article[offset:], min(size.spans, end.spans))
    )
    return article, [*(spans(start, number) if start else ()), *moved]


def article_project(path: Path, sizes: tuple[Size, ...]) -> Path:
    """Make a project in which an article of each size, with spans and history, follows a short one."""
    with Project.create(path, labels.default()) as project:
        for number, size in enumerate(sizes):
            for name, each in ((f"before-{number}", Size(100 + number, 10)), (f"article-{number}", size)):
                content, layer = tagged(each)
                add_articles(project, [Incoming(text=content, path=path, id=name, title=name)])
                project.layers.add(name, ANNOTATOR, layer, Status.DOING)
    return path


def articles(number: int, words: int = 300) -> Iterator[str]:
    """Yield different articles, each with a first line of its own."""
    for k in islice(count(), number):
        yield f"خبر رقم {k + 1}\n{text(words, first=7 * k)}"


def library_project(path: Path, number: int) -> Path:
    """Make a project of that many articles; every twentieth has spans."""
    with Project.create(path, labels.default()) as project:
        made = (
            Incoming(text=each, path=path, id=str(place), date="2026-01-31", source="sample")
            for place, each in enumerate(articles(number))
        )
        add_articles(project, made)
        for place in range(0, number, _TAGGED_EVERY):
            content = project.articles.get(str(place)).text
            project.layers.add(str(place), ANNOTATOR, spans(content, _SPANS_EACH), Status.DONE)
    return path
