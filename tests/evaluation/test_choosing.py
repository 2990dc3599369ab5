"""Which articles are evaluated, and what is told of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.evaluation.choosing import Absent, choose
from annotator.evaluation.report import What
from annotator.evaluation.table import Made, MarkTable
from annotator.model import LayerKind
from tests.agreement.texts import layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.model import Mark

ONE, OTHER = (0, 4, "actor"), (5, 9, "location")
PERSON, MODEL = LayerKind.PERSON, LayerKind.MODEL


def table(name: str, marks: Mapping[str, tuple[Mark, ...]], kind: LayerKind | None = None) -> MarkTable:
    made = MarkTable(name, kind, is_gold=name == "gold")
    for article, each in marks.items():
        made.add(article, each, Made())
    return made


GOLD = table("gold", {"a": (ONE,), "b": (ONE, OTHER), "c": ()})


@given(st.dictionaries(st.sampled_from("abc"), layer))
def test_a_table_gives_back_what_was_put_in(marks: dict[str, tuple[Mark, ...]]) -> None:
    made = table("ner", marks)
    assert {article: set(made.marks(article)) for article in made} == {
        article: set(each) for article, each in marks.items()
    }
    assert {article: made.size(article) for article in "abc"} == {
        article: len(set(marks.get(article, ()))) for article in "abc"
    }


@pytest.mark.parametrize(
    ("kind", "absent", "chosen"),
    [
        (None, None, {"a"}),
        (None, Absent.EMPTY, {"a", "b", "c"}),
        (MODEL, None, {"a", "b", "c"}),
        (LayerKind.REFERENCE, None, {"a", "b", "c"}),
        (MODEL, Absent.LEFT_OUT, {"a"}),
        (PERSON, None, {"a"}),
        (PERSON, Absent.EMPTY, {"a"}),
    ],
)
def test_articles_that_predictions_lack(
    kind: LayerKind | None, absent: Absent | None, chosen: set[str]
) -> None:
    predictions = table("x", {"a": (ONE,), "d": (ONE, OTHER)}, kind)
    found = choose(GOLD, [predictions], absent)
    assert found.articles == chosen
    told = {one.what: (one.articles, one.spans) for one in (*found.left_out, *found.told)}
    lacks = What.NOT_PREDICTED if chosen == {"a"} else What.EMPTY
    assert told == {lacks: (2, 2), What.NO_REFERENCE: (1, 2)}


def test_two_predictions_are_compared_in_what_both_have() -> None:
    first, second = table("x", {"a": (), "b": ()}), table("y", {"b": (), "c": ()})
    assert choose(GOLD, [first, second]).articles == {"b"}


@pytest.mark.parametrize("absent", list(Absent))
@given(st.data())
def test_what_is_told_of_counted_articles_is_about_those_that_are_evaluated(
    absent: Absent, data: st.DataObject
) -> None:
    marks = st.dictionaries(st.sampled_from("abcd"), layer)
    kinds = st.sampled_from([None, MODEL, PERSON])
    tables = [table(name, data.draw(marks), data.draw(kinds)) for name in "xy"]
    wanted = data.draw(st.none() | st.frozensets(st.sampled_from("abcd")))
    found = choose(GOLD, tables, absent, wanted)
    told = {one.name: (one.articles, one.spans) for one in found.told if one.what is What.EMPTY}
    lacks = {each.name: [id_ for id_ in found.articles if id_ not in each] for each in tables}
    assert told == {
        name: (len(ids), sum(GOLD.size(id_) for id_ in ids)) for name, ids in lacks.items() if ids
    }


def test_what_is_not_wanted_is_told_of_predictions() -> None:
    found = choose(GOLD, [table("x", {"a": (ONE,), "b": ()})], None, {"b"})
    assert found.articles == {"b"}
    assert [(one.what, one.articles) for one in found.left_out] == [(What.NOT_CHOSEN, 1)]


@pytest.mark.parametrize("swapped", [False, True])
def test_gold_that_is_somebodys_own_layer_is_left_out_for_them(swapped: bool) -> None:
    gold = MarkTable("gold", is_gold=True)
    for article, marks, alone in (
        ("a", (ONE,), "huda"),
        ("b", (ONE,), "salim"),
        ("c", (ONE,), "huda"),
        ("d", (), ""),
    ):
        gold.add(article, marks, Made(alone=alone))
    huda = table("huda", {"a": (ONE,), "b": (ONE,), "c": (OTHER,), "d": ()}, PERSON)
    sides = (huda, gold) if swapped else (gold, huda)
    found = choose(sides[0], [sides[1]])
    assert found.articles == {"b", "c", "d"}
    assert [(one.what, one.articles) for one in found.left_out] == [(What.OWN, 1)]
    model = table("huda@1", {"a": (ONE,)}, MODEL)
    assert "a" in choose(gold, [model]).articles
