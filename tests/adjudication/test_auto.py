"""What a policy does without a person looking at it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Adjudication, cases, exported_spans, groups, is_current, policy
from annotator.model import Article, Gold, Layer, Source, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Mark

TEXT = "قالت الوزارة إن قافلة الإغاثة وصلت إلى البلدة أمس، ونفت مصادر محلية ذلك."
ARTICLE = Article(id="a", text=TEXT, sha256=sha256(TEXT.encode()).hexdigest(), title="خبر")
NAMES = ("huda", "maryam", "salim")
POLICIES = ("unanimous", "majority", "adjudicator:huda", "none")

MARKS = st.tuples(st.integers(0, 20), st.integers(1, 8), st.sampled_from(["actor", "location", "claim"])).map(
    lambda mark: (mark[0], mark[0] + mark[1], mark[2])
)
LAYERS = st.lists(st.lists(MARKS, max_size=5, unique=True), min_size=2, max_size=3)


def layers(marked: Sequence[Sequence[Mark]]) -> list[Layer]:
    return [
        Layer(
            article="a",
            annotator=name,
            spans=tuple(sorted((Span.new(*mark, name) for mark in marks), key=lambda span: span.order)),
        )
        for name, marks in zip(NAMES, marked, strict=False)
    ]


def auto(made: list[Layer], rule: str, gold: Gold | None = None, *, settle: bool = True) -> tuple[Gold, int]:
    """Return the gold that a policy leads to, and how many steps it took."""
    adjudication = Adjudication(ARTICLE, "layla", made, gold or Gold(article="a"), policy=policy(rule))
    step = adjudication.apply_policy(settle=settle)
    assert step is None or step.edits or step.settled == (False, True)
    return adjudication.gold, int(step is not None)


@given(LAYERS, st.sampled_from(POLICIES), st.booleans())
def test_a_second_time_there_is_nothing_to_do(marked: list[list[Mark]], rule: str, settle: bool) -> None:
    made = layers(marked)
    gold, _ = auto(made, rule, settle=settle)
    assert auto(made, rule, gold, settle=settle) == (gold, 0)


@given(LAYERS, st.sampled_from(POLICIES))
def test_what_is_settled_is_current_and_has_nothing_open(marked: list[list[Mark]], rule: str) -> None:
    made = layers(marked)
    gold, _ = auto(made, rule)
    people = [layer.annotator for layer in made]
    open_ = [case for case in cases(groups(TEXT, made), gold.decisions, people, policy(rule)) if case.open]
    assert (gold.settled is None) == bool(open_)
    if gold.settled is not None:
        assert is_current(TEXT, made, gold)


@given(LAYERS, st.sampled_from(POLICIES))
def test_an_article_that_somebody_is_still_to_finish_is_not_settled(
    marked: list[list[Mark]], rule: str
) -> None:
    made = layers(marked)
    waiting, _ = auto(made, rule, settle=False)
    assert waiting.settled is None
    gold, _ = auto(made, rule, waiting)
    assert [span for made_ in gold.decisions for span in made_.spans] == [
        span for made_ in waiting.decisions for span in made_.spans
    ]


@given(LAYERS, MARKS, st.integers(0, 1))
def test_a_layer_that_changes_makes_settled_gold_out_of_date(
    marked: list[list[Mark]], mark: Mark, who: int
) -> None:
    made = layers(marked)
    adjudication = Adjudication(ARTICLE, "layla", made, Gold(article="a"))
    for case in adjudication.open_cases():
        adjudication.reject(case)
    adjudication.settle()
    assert exported_spans(ARTICLE, made, adjudication.gold) is not None
    kept = [other for other in marked[who] if other != mark]
    changed = list(marked)
    changed[who] = kept if len(kept) < len(marked[who]) else [*kept, mark]
    again = layers(changed)
    old = {(span.annotator, span.start, span.end, span.label): span for layer in made for span in layer.spans}
    again = [
        Layer(
            article="a",
            annotator=layer.annotator,
            spans=tuple(
                old.get((span.annotator, span.start, span.end, span.label), span) for span in layer.spans
            ),
        )
        for layer in again
    ]
    assert exported_spans(ARTICLE, again, adjudication.gold) is None


@pytest.mark.parametrize(
    ("rule", "source", "names"),
    [
        ("unanimous", Source.UNANIMOUS, ["huda", "maryam", "salim"]),
        ("majority", Source.POLICY, ["huda", "maryam"]),
        ("adjudicator:huda", Source.POLICY, ["huda"]),
    ],
)
def test_gold_tells_which_policy_it_comes_from(rule: str, source: Source, names: list[str]) -> None:
    mark = (5, 12, "actor")
    made = layers([[mark] if name in names else [] for name in NAMES])
    gold, _ = auto(made, rule)
    spans = exported_spans(ARTICLE, made, gold)
    assert spans is not None
    (span,) = spans
    assert (span.source, span.annotators, span.adjudicator) == (source, names, "layla")
    assert (span.annotator, span.decision, span.text) == (None, "taken", TEXT[5:12])
