"""Of many articles only sums are kept, by blocks in which they are drawn: the values stay what they are."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import corpus
from annotator.agreement.measuring import measure
from annotator.agreement.report import MEASURES, Report, Row
from tests.agreement.test_report import Layers, layers
from tests.agreement.texts import LABELS, article


def measured(found: list[Layers], blocks: int, *, by_article: bool = True) -> Report | None:
    articles = [article(str(place), each) for place, each in enumerate(found) if each]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "BLOCKS", blocks)
        return measure(articles, LABELS, len(found), by_article=by_article, resamples=20)


def values(rows: tuple[Row, ...]) -> list[tuple[str, str, float | None]]:
    return [
        (row.name, name, value.value)
        for row in rows
        for name in MEASURES
        if (value := getattr(row, name)) is not None
    ]


@given(st.lists(layers, min_size=1, max_size=7), st.integers(1, 4))
def test_values_are_those_of_articles_drawn_one_by_one(found: list[Layers], blocks: int) -> None:
    one_by_one, made = measured(found, 2_000), measured(found, blocks)
    if one_by_one is None or made is None:
        assert one_by_one is made is None
        return
    for rows, others in (
        ((one_by_one.overall, *one_by_one.by_label), (made.overall, *made.by_label)),
        (one_by_one.by_pair, made.by_pair),
        (one_by_one.by_article, made.by_article),
    ):
        assert [each[:2] for each in values(rows)] == [each[:2] for each in values(others)]
        for (*_, value), (*_, other) in zip(values(rows), values(others), strict=True):
            assert other == (None if value is None else pytest.approx(value))
    assert made.left_out == one_by_one.left_out
    assert made.confusion == one_by_one.confusion
    if blocks == 1:
        assert made.overall.f1.low is None, "all draws of one block are equal"


@given(st.lists(layers, min_size=1, max_size=4))
def test_rows_of_articles_are_only_made_where_they_are_wanted(found: list[Layers]) -> None:
    whole, made = measured(found, 2_000), measured(found, 2_000, by_article=False)
    if whole is None or made is None:
        assert whole is made is None
        return
    assert made == msgspec.structs.replace(whole, by_article=())
