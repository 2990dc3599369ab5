"""What a concordance is made from: articles with what somebody marked in them."""

from __future__ import annotations

from annotator.model.base import Struct
from annotator.model.spans import Mark


class MarkedArticle(Struct, frozen=True, kw_only=True):
    """An article with the ranges and labels of one person, or of its gold, in the order of `Span.order`."""

    number: int
    id: str
    title: str
    text: str
    marks: tuple[Mark, ...] = ()


class Standing(Struct, frozen=True, kw_only=True):
    """How some articles stand: so many of them that somebody is done with, and that are settled."""

    done: int
    settled: int
