"""The report: what is measured over which articles, what is undefined, and what must not matter."""

from __future__ import annotations

from statistics import pstdev
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.measuring import measure
from annotator.agreement.report import MEASURES, Report, Row, Value
from annotator.model import Mark, Marks
from tests.agreement.texts import LABELS, article, at, layer

if TYPE_CHECKING:
    import random

RENAMED = {"huda": "salim", "salim": "maryam", "maryam": "huda"}

Layers = dict[str, tuple[Mark, ...]]
layers = st.dictionaries(st.sampled_from(sorted(RENAMED)), layer, max_size=3)

MINISTER, ARMY, PORT = at("وزير الدفاع"), at("الجيش"), at("الميناء", "location")
SPOKESMAN, THE_SPOKESMAN = at("المتحدث"), at("والمتحدث")


def measured(*found: Layers, chosen: int | None = None, resamples: int = 40) -> Report | None:
    articles = [article(str(place), each) for place, each in enumerate(found) if each]
    return measure(articles, LABELS, len(found) if chosen is None else chosen, resamples=resamples)


def report(*found: Layers, resamples: int = 40) -> Report:
    made = measured(*found, resamples=resamples)
    assert made is not None
    return made


def row(rows: tuple[Row, ...], name: str) -> Row:
    (found,) = (each for each in rows if each.name == name)
    return found


def test_two_people_and_two_articles_by_hand() -> None:
    made = report(
        {"huda": (MINISTER, SPOKESMAN, PORT), "salim": (MINISTER, THE_SPOKESMAN)},
        {"huda": (ARMY,), "salim": (ARMY,)},
    )
    assert made.overall.f1.value == pytest.approx(2 * 2 / 7)
    assert made.overall.clitics.value == pytest.approx(2 * 3 / 7)
    assert made.overall.relaxed.value == pytest.approx(2 * (2 + 14 / 15) / 7)
    assert (made.overall.articles, made.overall.spans, made.overall.sd) == (2, 7, None)
    assert [each.name for each in made.by_label] == list(LABELS)
    assert row(made.by_label, "actor").f1.value == pytest.approx(2 * 2 / 6)
    assert row(made.by_label, "location").f1 == Value(value=0.0)
    assert row(made.by_article, "1").f1 == Value(value=1.0)
    (pair,) = made.by_pair
    assert (pair.name, pair.people, pair.f1) == ("huda, salim", ("huda", "salim"), made.overall.f1)
    assert made.left_out == ()


def test_of_three_people_the_mean_over_pairs_and_its_deviation() -> None:
    made = report({"huda": (MINISTER, ARMY), "salim": (MINISTER,), "maryam": (PORT,)})
    values = [2 / 3, 0.0, 0.0]
    assert made.overall.f1.value == pytest.approx(sum(values) / 3)
    assert made.overall.sd == pytest.approx(pstdev(values))
    assert [pair.name for pair in made.by_pair] == ["huda, maryam", "huda, salim", "maryam, salim"]
    assert [pair.f1.value for pair in made.by_pair] == pytest.approx([0, 2 / 3, 0])
    kappa = row(made.by_label, "actor").kappa
    assert kappa is not None
    assert kappa == Value(value=None, undefined="it compares two people")


def test_each_pair_is_compared_in_the_articles_that_both_finished() -> None:
    made = report(
        {"huda": (MINISTER,), "salim": (MINISTER,)},
        {"huda": (ARMY,), "maryam": (PORT,)},
        {"maryam": (PORT,)},
        {},
    )
    assert {pair.name: (pair.articles, pair.f1.value) for pair in made.by_pair} == {
        "huda, salim": (1, 1.0),
        "huda, maryam": (1, 0.0),
    }
    assert made.overall.articles == 2
    assert [(left.articles, left.why) for left in made.left_out] == [
        (1, "nobody has finished"),
        (1, "only one person has finished"),
    ]


def test_what_nobody_marked_is_undefined_and_counted() -> None:
    made = report({"huda": (), "salim": (), "maryam": (ARMY,)})
    assert (made.overall.pairs, made.overall.pairs_undefined) == (3, 1)
    assert made.overall.f1.value == 0
    weapon = row(made.by_label, "weapon")
    assert {name: getattr(weapon, name).value for name in MEASURES} == dict.fromkeys(MEASURES)
    assert weapon.f1.undefined == "nobody marked anything"
    assert row(made.by_pair, "huda, salim").unitizing == Value(value=None, undefined="nobody marked anything")


def test_nothing_is_measured_where_no_two_finished_the_same() -> None:
    assert measured({"huda": (ARMY,)}, {"salim": (ARMY,)}, {}) is None


def test_labels_that_meet_are_counted() -> None:
    city = at("المطار", "actor")
    made = report({"huda": (at("المطار", "location"), ARMY), "salim": (city, ARMY, MINISTER)})
    assert {cell.labels: cell.times for cell in made.confusion} == {
        ("actor", "actor"): 1,
        ("actor", "location"): 1,
        ("", "actor"): 1,
    }


def test_own_spans_that_overlap_are_one_unit_and_told() -> None:
    made = report({"huda": (at("باسم الجيش"), ARMY), "salim": (at("باسم الجيش"),)})
    assert made.merged == 1
    assert made.overall.unitizing.value == 1.0
    assert made.overall.f1.value == pytest.approx(2 / 3)


def test_of_one_article_there_is_no_interval() -> None:
    made = report({"huda": (ARMY,), "salim": (ARMY,)})
    assert (made.overall.f1.low, made.overall.f1.high) == (None, None)


def test_a_pair_or_a_label_with_one_article_has_no_interval() -> None:
    made = report(
        {"huda": (MINISTER, ARMY), "salim": (MINISTER,)},
        {"huda": (ARMY,), "salim": (ARMY, PORT), "maryam": (ARMY,)},
        {"huda": (), "maryam": (), "salim": (ARMY,)},
    )
    two, one = row(made.by_pair, "huda, salim"), row(made.by_pair, "huda, maryam")
    assert two.f1.low is not None
    assert one.articles == 2  # but in one of them neither marked anything
    assert row(made.by_label, "actor").f1.low is not None
    for each in (one, row(made.by_label, "location"), *made.by_article):
        values = [value for name in MEASURES if (value := getattr(each, name)) is not None]
        assert any(value.value is not None for value in values)
        assert [(value.low, value.high) for value in values] == [(None, None)] * len(values)
    assert [
        each.overall.f1.low is None
        for each in (made, report({"huda": (ARMY,), "salim": ()}, {"huda": (), "salim": ()}))
    ] == [False, True]


def test_the_same_seed_gives_the_same_intervals() -> None:
    found: list[Layers] = [
        {"huda": (MINISTER, ARMY), "salim": (MINISTER,)},
        {"huda": (PORT,), "salim": (ARMY,)},
        {"huda": (ARMY,), "salim": (ARMY,)},
    ]
    assert report(*found) == report(*found)
    low, high = report(*found).overall.f1.low, report(*found).overall.f1.high
    assert low is not None
    assert high is not None
    assert 0 <= low < 4 / 7 < high <= 1


def numbers(value: object) -> object:
    """Return built-in values with floats rounded, so that two reports can be compared."""
    match value:
        case float():
            return round(value, 9)
        case dict():
            return {key: numbers(each) for key, each in value.items()}
        case list() | tuple():
            return [numbers(each) for each in value]
    return value


def shuffled(found: Layers, chance: random.Random) -> Layers:
    return {name: tuple(chance.sample(marks, len(marks))) for name, marks in found.items()}


@given(st.lists(layers, min_size=1, max_size=4), st.randoms())
def test_the_order_of_spans_is_nothing(found: list[Layers], chance: random.Random) -> None:
    first, second = measured(*found), measured(*(shuffled(each, chance) for each in found))
    assert numbers(msgspec.to_builtins(first)) == numbers(msgspec.to_builtins(second))


@given(st.lists(layers, min_size=1, max_size=4))
def test_names_are_nothing(found: list[Layers]) -> None:
    first = measured(*found)
    second = measured(*({RENAMED[name]: marks for name, marks in each.items()} for each in found))
    if first is None or second is None:
        assert first is second
        return
    for one, other in ((first.overall, second.overall), *zip(first.by_label, second.by_label, strict=True)):
        for name in MEASURES:
            assert numbers(msgspec.to_builtins(getattr(one, name))) == numbers(
                msgspec.to_builtins(getattr(other, name))
            )
    assert first.confusion == second.confusion
    pairs = {frozenset(RENAMED[name] for name in pair.people): pair.f1.value for pair in first.by_pair}
    assert pairs == {frozenset(pair.people): pair.f1.value for pair in second.by_pair}


@given(st.lists(layers, min_size=1, max_size=4))
def test_every_value_is_in_its_range_and_in_its_interval_or_says_why_not(found: list[Layers]) -> None:
    made = measured(*found)
    if made is None:
        return
    for each in (made.overall, *made.by_label, *made.by_pair, *made.by_article):
        for name in MEASURES:
            value = getattr(each, name)
            if value is None:
                continue
            assert (value.value is None) == bool(value.undefined)
            if value.value is not None:
                assert value.value <= 1
                assert value.value >= (0 if name in ("f1", "clitics", "relaxed") else -20)
            if value.low is not None:
                assert value.low <= value.high <= 1
        if each.f1.value is not None:
            for more in (each.clitics, each.relaxed):
                assert more.value is not None
                assert each.f1.value <= more.value + 1e-9


@given(layer)
def test_who_marks_the_same_agrees_wholly(marks: tuple[Mark, ...]) -> None:
    made = report({"huda": marks, "salim": marks, "maryam": marks})
    for name in ("f1", "clitics", "relaxed", "unitizing"):
        value = getattr(made.overall, name).value
        assert value == (pytest.approx(1) if marks else None)


def test_marks_are_not_altered() -> None:
    given_marks = [article("a", {"salim": (PORT, ARMY), "huda": (ARMY,)})]
    before = msgspec.json.encode(given_marks)
    measure(given_marks, LABELS, 1, resamples=2)
    assert msgspec.json.decode(before, type=list[Marks]) == given_marks
