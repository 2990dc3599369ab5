"""A short article, and what people mark in it: a phrase, told by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from annotator.adjudication import UNANIMOUS, Adjudication
from annotator.model import Article, Gold, Layer, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication import Case, Group, Policy
    from annotator.model import GoldStep

TEXT = """أعلن المتحدث باسم وزارة الداخلية أمس أن مسلحين هاجموا حاجزاً للشرطة قرب مدينة الرمال.
وقال للصحفيين إن المهاجمين أطلقوا النار من بنادق آلية وبالقذائف، وأضاف: «الجيش أغلق الطريق إلى الميناء فوراً».
وَبِالسِّكِّينِ أُصيب شرطي واحد، فيما نُقل الجرحى إلى مستشفى بـالعاصمة.
"""
ARTICLE = Article(id="rimal", text=TEXT, sha256="", title="هجوم قرب الرمال")
QUOTE = "الجيش أغلق الطريق إلى الميناء فوراً"

Marked = tuple[str, str]
"""A phrase of the article and its label."""


def span(phrase: str, label: str, annotator: str = "huda") -> Span:
    """Return a span over the first place in the article that reads so."""
    start = TEXT.index(phrase)
    return Span.new(start, start + len(phrase), label, annotator)


def layer(annotator: str, *marked: Marked) -> Layer:
    spans = [span(phrase, label, annotator) for phrase, label in marked]
    return Layer(article="rimal", annotator=annotator, spans=tuple(sorted(spans, key=lambda one: one.order)))


def with_spans(before: Layer, *spans: Span) -> Layer:
    return msgspec.structs.replace(before, spans=tuple(sorted(spans, key=lambda one: one.order)))


def moved(one: Span, start: int, end: int) -> Span:
    return msgspec.structs.replace(one, start=start, end=end)


def fresh_id(one: Span) -> Span:
    return msgspec.structs.replace(one, id=str(uuid4()))


def adjudicating(
    layers: Sequence[Layer],
    gold: Gold | None = None,
    steps: Sequence[GoldStep] = (),
    policy: Policy = UNANIMOUS,
    adjudicator: str = "nadia",
) -> Adjudication:
    return Adjudication(ARTICLE, adjudicator, layers, gold or Gold(article="rimal"), steps, policy)


def read(group: Group) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what a group's versions say: text, label, who."""
    return [
        (TEXT[version.start : version.end], version.label, version.annotators) for version in group.versions
    ]


def at(adjudication: Adjudication, phrase: str) -> Case:
    """Return the shortest case that shares a letter with a phrase."""
    start = TEXT.index(phrase)
    cases = [case for case in adjudication.cases if case.start < start + len(phrase) and start < case.end]
    return min(cases, key=lambda case: case.end - case.start)


def in_gold(adjudication: Adjudication) -> list[Marked]:
    """Return what the gold says, in text order."""
    spans = [one for decision in adjudication.gold.decisions for one in decision.spans]
    spans.sort(key=lambda one: (one.start, -one.end, one.label))
    return [(TEXT[one.start : one.end], one.label) for one in spans]
