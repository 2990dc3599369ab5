"""Alpha, kappa and pi, against published answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.words import cohen
from tests.agreement.nominal import alpha, scott

if TYPE_CHECKING:
    import random

COHEN_1960 = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
ARTSTEIN_POESIO = ((20, 10), (20, 50))
ARTSTEIN_POESIO_THREE = ((46, 0, 0), (6, 32, 6), (0, 0, 10))
KRIPPENDORFF_1995 = ("001111111100001111110000", "000011110000000110000000")
KRIPPENDORFF_2004_230 = ("BLPPLBCBL***", "BLPPLLCBLF**", "*PPPLPCLLFBP", "BLPPLCCBLFB*")
KRIPPENDORFF_2004_224 = ("1100000000", "0110010100")


def units(people: tuple[str, ...]) -> list[tuple[str | None, ...]]:
    return [tuple(None if said == "*" else said for said in unit) for unit in zip(*people, strict=True)]


def table(first: str, second: str) -> list[list[int]]:
    values = sorted({*first, *second})
    said = list(zip(first, second, strict=True))
    return [[said.count((row, column)) for column in values] for row in values]


def unrolled(counts: tuple[tuple[int, ...], ...]) -> list[tuple[int, int]]:
    return [(r, c) for r, row in enumerate(counts) for c, times in enumerate(row) for _ in range(times)]


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [(COHEN_1960, 0.4915), (ARTSTEIN_POESIO, 0.3478), (ARTSTEIN_POESIO_THREE, 0.8013)],
)
def test_kappa_is_as_published(counts: tuple[tuple[int, ...], ...], kappa: float) -> None:
    assert cohen(counts) == pytest.approx(kappa, abs=5e-5)


def test_pi_and_alpha_are_as_published() -> None:
    assert scott(ARTSTEIN_POESIO) == pytest.approx(0.341, abs=5e-4)
    assert alpha(unrolled(ARTSTEIN_POESIO_THREE)) == pytest.approx(0.800, abs=1e-3)  # .80053, cut off


def test_all_three_on_the_same_words() -> None:
    counts = table(*KRIPPENDORFF_1995)
    assert cohen(counts) == pytest.approx(0.3846, abs=5e-5)
    assert scott(counts) == pytest.approx(0.3143, abs=5e-5)
    assert alpha(units(KRIPPENDORFF_1995)) == pytest.approx(0.3286, abs=5e-5)


@pytest.mark.parametrize(
    ("people", "expected"), [(KRIPPENDORFF_2004_230, 0.7434), (KRIPPENDORFF_2004_224, 0.0952)]
)
def test_alpha_with_what_is_missing_is_as_published(people: tuple[str, ...], expected: float) -> None:
    assert alpha(units(people)) == pytest.approx(expected, abs=5e-5)


def test_nothing_that_could_differ_is_undefined() -> None:
    assert alpha([]) is None
    assert alpha([("a", None), (None, "b")]) is None
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert cohen(((0, 0), (0, 0))) is None
    assert cohen(((7, 0), (0, 0))) is None
    assert scott(((7, 0), (0, 0))) is None


def test_agreement_on_all_units_is_one() -> None:
    assert alpha([("a", "a"), ("b", "b", "b")]) == cohen(((3, 0), (0, 4))) == scott(((3, 0), (0, 4))) == 1


@given(
    st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=3, max_size=3), max_size=12),
    st.randoms(),
)
def test_alpha_does_not_depend_on_who_said_what_first(
    said: list[list[str | None]], chance: random.Random
) -> None:
    mixed = [chance.sample(unit, 3) for unit in chance.sample(said, len(said))]
    first, second = alpha(said), alpha(mixed)
    assert first == pytest.approx(second) if first is not None else second is None
    assert first is None or -1 <= first <= 1


counted = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3)


@given(counted)
def test_kappa_and_pi_are_symmetric(counts: list[list[int]]) -> None:
    turned = list(zip(*counts, strict=True))
    for measure in (cohen, scott):
        value = measure(counts)
        assert value == pytest.approx(measure(turned)) if value is not None else measure(turned) is None
        assert value is None or -1 <= value <= 1
