"""The report: scores by hand, what is undefined, intervals, and two predictions compared."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import bootstrap
from annotator.agreement.report import Value
from annotator.evaluation.errors import Errors
from annotator.evaluation.measuring import Case, How, evaluate
from tests.agreement.texts import LABELS, TEXT, article, at, layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.evaluation.report import Report, Row, Scored, System
    from annotator.model import Mark

    Layers = tuple[Sequence[Mark], dict[str, tuple[Mark, ...]]]

MINISTER, ARMY, PORT = at("وزير الدفاع"), at("الجيش"), at("الميناء", "location")
SPOKESMAN, THE_SPOKESMAN = at("المتحدث"), at("والمتحدث")


def evaluated(*found: Layers, how: How | None = None, most: int = 20) -> Report:
    names = list(dict.fromkeys(name for _, layers in found for name in layers))
    report = evaluate(
        (Case(article(str(place), layers), reference) for place, (reference, layers) in enumerate(found)),
        names, "gold", LABELS, Errors("gold", most), how or How(resamples=60),
    )  # fmt: skip
    assert report is not None
    return report


def only(report: Report) -> System:
    (system,) = report.systems
    return system


def scores(scored: Scored) -> tuple[float | None, float | None, float | None]:
    return scored.precision.value, scored.recall.value, scored.f1.value


def row(system: System, label: str) -> Row:
    (found,) = (each for each in system.by_label if each.name == label)
    return found


BY_HAND: tuple[Layers, Layers] = (
    ((MINISTER, SPOKESMAN, PORT), {"ner": (MINISTER, THE_SPOKESMAN, at("المطار", "location"))}),
    ((ARMY,), {"ner": (ARMY, (*PORT[:2], "weapon"))}),
)


def test_scores_by_hand() -> None:
    system = only(evaluated(*BY_HAND))
    assert (system.overall.reference, system.overall.predicted, system.overall.articles) == (4, 5, 2)
    assert scores(system.overall.exact) == pytest.approx((2 / 5, 2 / 4, 4 / 9))
    assert scores(system.overall.relaxed) == pytest.approx((3 / 5, 3 / 4, 6 / 9))
    assert scores(system.overall.tokens) == pytest.approx((4 / 6, 4 / 5, 8 / 11))
    assert (system.overall.tokens.reference, system.overall.tokens.predicted) == (5, 6)
    assert scores(row(system, "actor").exact) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert scores(row(system, "actor").relaxed) == (1, 1, 1)
    assert scores(row(system, "location").exact) == (0, 0, 0)
    assert {kind: times for kind, times in system.overall.counts.items() if times} == {
        "correct": 2, "clitic": 1, "missed": 1, "extra": 2,
    }  # fmt: skip
    assert system.overall.shares is not None
    assert system.overall.shares.extra.value == 2 / 5
    assert system.overall.shares.missed.value == system.overall.shares.clitic.value == 1 / 4


def test_what_is_nothing_of_nothing_is_undefined_and_no_mean_has_it() -> None:
    system = only(evaluated(*BY_HAND))
    weapon = row(system, "weapon").exact
    assert weapon.recall == Value(value=None, undefined="the reference has none")
    assert (weapon.precision.value, weapon.f1.value) == (0, 0)
    assert system.macro.exact.labels == (3, 2, 3)
    assert scores(system.macro.exact) == pytest.approx((2 / 9, 1 / 3, 2 / 9))
    nothing = only(evaluated(((ARMY,), {"ner": ()})))
    assert nothing.overall.exact.precision == Value(value=None, undefined="none was predicted")
    assert nothing.overall.exact.f1.value == 0
    assert row(nothing, "weapon").exact.f1.undefined == "neither side has any"
    empty = only(evaluated(((), {"ner": ()})))
    assert empty.macro.exact.f1 == Value(value=None, undefined="it is undefined for every label")


def test_a_mark_without_a_token_says_why_there_is_no_score_by_token() -> None:
    blank = (TEXT.index(" "), TEXT.index(" ") + 1, "actor")
    tokens = only(evaluated(((blank,), {"ner": (blank,)}))).overall.tokens
    assert tokens.f1 == Value(value=None, undefined="what is marked has no token")


def test_which_label_was_taken_for_which() -> None:
    system = only(evaluated(((PORT, ARMY), {"ner": ((*PORT[:2], "actor"),)})))
    assert [(one.reference, one.predicted, one.times) for one in system.confusion] == [
        ("actor", "", 1),
        ("location", "actor", 1),
    ]
    assert (row(system, "location").counts["label"], row(system, "location").counts["as_label"]) == (1, 0)
    assert (row(system, "actor").counts["label"], row(system, "actor").counts["as_label"]) == (0, 1)


def test_of_one_article_there_are_no_intervals() -> None:
    system = only(evaluated(BY_HAND[0]))
    assert system.overall.exact.f1.low is None
    assert only(evaluated(*BY_HAND)).overall.exact.f1.low is not None


def test_a_label_of_one_article_has_no_interval() -> None:
    system = only(evaluated(*BY_HAND))
    assert row(system, "location").exact.f1.low is None
    assert row(system, "actor").exact.f1.low is not None


@given(st.lists(st.tuples(layer, layer), min_size=2, max_size=4), st.integers(0, 99))
def test_intervals_are_those_of_articles_drawn_one_by_one(
    found: list[tuple[tuple[Mark, ...], tuple[Mark, ...]]], seed: int
) -> None:
    times = 30
    cases: list[Layers] = [(reference, {"ner": predicted}) for reference, predicted in found]
    system = only(evaluated(*cases, how=How(resamples=times, seed=seed)))
    chance = random.Random(seed)
    drawn = [
        only(evaluated(*(cases[at] for at in chance.choices(range(len(cases)), k=len(cases))), how=How(resamples=2)))
        for _ in range(times)
    ]  # fmt: skip
    for part in ("exact", "relaxed", "tokens"):
        values = [getattr(one.overall, part).f1.value for one in drawn]
        made = getattr(system.overall, part).f1
        if made.low is not None:
            assert (made.low, made.high) == pytest.approx(bootstrap.interval(values))


def test_more_articles_than_blocks_keep_sums_alone() -> None:
    number = 4_001
    report = evaluated(*(BY_HAND[place % 2] for place in range(number)), how=How(resamples=3))
    system = only(report)
    assert (report.articles, system.overall.articles) == (number, number)
    assert system.overall.reference == 3 * 2_001 + 2_000
    assert system.by_article == ()
    assert len(report.errors) == 20 * 3  # missed, extra, clitic edges


def test_people_have_the_articles_that_they_finished_and_can_be_counted_together() -> None:
    found: tuple[Layers, Layers] = (
        ((ARMY,), {"huda": (ARMY,), "salim": ()}),
        ((PORT,), {"salim": (PORT,)}),
    )
    report = evaluated(*found)
    assert {one.name: (one.overall.articles, one.overall.exact.f1.value) for one in report.systems} == {
        "huda": (1, 1.0),
        "salim": (2, 2 / 3),
    }
    together = only(evaluated(*found, how=How(pooled=True, by_article=True, resamples=3)))
    assert (together.name, together.overall.articles, together.overall.reference) == ("", 2, 3)
    assert together.overall.exact.recall.value == pytest.approx(2 / 3)
    assert [each.exact.recall.value for each in together.by_article] == [0.5, 1.0]


# --- two predictions ------------------------------------------------------------------------------


def compared(
    *found: tuple[Sequence[Mark], tuple[Mark, ...], tuple[Mark, ...]], resamples: int = 400
) -> Report:
    cases: list[Layers] = [(reference, {"a": one, "b": other}) for reference, one, other in found]
    return evaluated(*cases, how=How(compare=("a", "b"), resamples=resamples))


def test_a_prediction_that_is_better_in_every_article_is_better_in_all_draws() -> None:
    report = compared(*[((ARMY, PORT), (ARMY, PORT), (ARMY,))] * 12)
    overall = report.comparison[0].exact
    assert [overall.first, overall.second] == pytest.approx([1, 2 / 3])
    assert overall.difference.value == pytest.approx(1 / 3)
    assert (overall.difference.low, overall.difference.high) == pytest.approx((1 / 3, 1 / 3))
    assert overall.better == 1
    assert overall.p == pytest.approx(2 / 401)


def test_the_same_prediction_is_not_better() -> None:
    report = compared(*[((ARMY, PORT), (ARMY,), (ARMY,))] * 5)
    for comparison in report.comparison[:2]:
        assert (comparison.exact.difference.value, comparison.exact.better, comparison.exact.p) == (0, 0.5, 1)


def test_two_articles_prove_nothing() -> None:
    """The draws agree, but so would they by chance in one of two projects."""
    report = compared(*[((ARMY, PORT), (ARMY, PORT), (ARMY,))] * 2)
    assert report.comparison[0].exact.better == 1
    assert report.comparison[0].exact.p == 0.5


def test_the_draws_are_the_same_for_both() -> None:
    """F1 of both moves much with the articles that are drawn, and their difference little."""
    chance = random.Random(3)
    found = []
    for _ in range(40):
        good = chance.random() < 0.5
        found.append(
            ((ARMY, PORT, MINISTER), (ARMY, PORT, MINISTER) if good else (), (ARMY, PORT) if good else ())
        )
    report = compared(*found)
    first = report.systems[0].overall.exact.f1
    difference = report.comparison[0].exact.difference
    assert first.low is not None
    assert first.high is not None
    assert difference.low is not None
    assert difference.high is not None
    assert difference.high - difference.low < (first.high - first.low) / 2


@given(st.lists(st.tuples(layer, layer, layer), min_size=2, max_size=4))
def test_the_other_way_round_the_difference_has_the_other_sign(
    found: list[tuple[tuple[Mark, ...], tuple[Mark, ...], tuple[Mark, ...]]],
) -> None:
    one = compared(*found, resamples=20)
    other = compared(*((reference, second, first) for reference, first, second in found), resamples=20)
    for ours, theirs in zip(one.comparison, other.comparison, strict=True):
        if ours.exact.difference.value is None:
            assert theirs.exact.difference.value is None
            continue
        assert theirs.exact.difference.value == pytest.approx(-ours.exact.difference.value)
        assert theirs.exact.p == ours.exact.p
        if ours.exact.better is not None:
            assert theirs.exact.better == pytest.approx(1 - ours.exact.better)


def test_a_label_that_one_of_them_lacks_has_no_difference() -> None:
    report = compared(*[((), ((*PORT[:2], "weapon"),), ())] * 3)
    weapon = next(each for each in report.comparison if each.name == "weapon")
    assert weapon.exact.difference == Value(value=None, undefined="F1 of one of them is undefined")
    assert (weapon.exact.first, weapon.exact.second, weapon.exact.p) == (0, None, None)


@given(st.lists(st.tuples(layer, layer), min_size=1, max_size=3))
def test_swapping_the_sides_swaps_precision_and_recall(
    found: list[tuple[tuple[Mark, ...], tuple[Mark, ...]]],
) -> None:
    one = only(
        evaluated(*((reference, {"ner": predicted}) for reference, predicted in found), how=How(resamples=2))
    )
    other = only(
        evaluated(*((predicted, {"ner": reference}) for reference, predicted in found), how=How(resamples=2))
    )
    for ours, theirs in zip(
        (one.overall, one.macro, *one.by_label), (other.overall, other.macro, *other.by_label), strict=True
    ):
        for part in ("exact", "relaxed", "tokens"):
            precision, recall, f1 = scores(getattr(ours, part))
            assert scores(getattr(theirs, part)) == (recall, precision, f1)
        assert ours.counts.get("missed") == theirs.counts.get("extra")
