"""Projects of random articles, for comparing what indexes find with what reading all of it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text import fold
from annotator.text.occurrences import forms, occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.project import Project

WORDS = (
    *(
        "القدس",
        "بالقدس",
        "للقدس",
        "قدس",
        "وَالقُدْس",
        "فقدس",
        "غزة",
        "غزه",
        "لغزّة",
        "وغزة",
        "مسؤول",
        "مسئول",
        "المسؤول",
    ),
    *(
        "على",
        "علي",
        "أحمد",
        "احمد",
        "وأحمد",
        "٢٠٢١",
        "2021",
        "NATO",
        "nato",
        "ﻻجئ",
        "لاجئ",
        "AND",
        "NEAR",
        '"قدس"',
        "قدس*",
        "中",
    ),
)


def by_reading(project: Project, words: str) -> tuple[list[int], list[int]]:
    """Return the numbers of articles that have all words as they are given, and of the others that have them."""
    wanted = list(dict.fromkeys(fold.wide(words).split()))
    exact, others = list[int](), list[int]()
    for number, text in project._connection.rows("SELECT article, text FROM article_text ORDER BY article"):
        if not all(any(occurrences(word, text)) for word in wanted):
            continue
        there = set(fold.wide(text).split())
        assert all(there & forms(word).keys() for word in wanted)
        (exact if there.issuperset(wanted) else others).append(number)
    return exact, others


def found(project: Project, words: str) -> tuple[list[int], list[int]]:
    """Return the same as a search finds it, each sorted by number; the first ones come first."""
    result = project.search.find(words, count=1000)
    order: Sequence[bool] = [article.exact for article in result.articles]
    assert list(order) == sorted(order, reverse=True)
    assert result.total == len(result.articles)
    for article in result.articles:
        text = project.articles.get(article.id).text
        for line in article.lines:
            assert text[line.start : line.end] == line.text
            for hit in line.hits:
                assert line.start <= hit.word <= hit.start < hit.end <= line.end
    return (
        sorted(article.number for article in result.articles if article.exact),
        sorted(article.number for article in result.articles if not article.exact),
    )
