"""Alpha for unitizing: published answers, and the formula against putting every unit in every place."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.unitizing import alpha, expected, merged, observed

Units = list[tuple[int, int]]

# Krippendorff 2004, p. 254: a text of 300 from 150 on; of each person, offset and length of each unit.
ORIGIN, LENGTH = 150, 300
C = ([(225, 70), (370, 30)], [(220, 80), (355, 20), (400, 20)])
K = ([(180, 60), (300, 50)], [(180, 60), (300, 50)])


def ranges(units: Units, origin: int = 0) -> Units:
    return [(offset - origin, offset - origin + length) for offset, length in units]


def do(people: list[Units], length: int) -> float:
    return observed(people) / length**2


def de(people: list[Units], length: int) -> float:
    return expected(people, length) / length**2


def test_the_published_example() -> None:
    c, k = ([ranges(units, ORIGIN) for units in label] for label in (C, K))
    assert do(c, LENGTH) == pytest.approx(0.01444, abs=5e-6)
    assert de(c, LENGTH) == pytest.approx(0.05322, abs=5e-6)
    assert alpha(observed(c), expected(c, LENGTH)) == pytest.approx(0.7286, abs=5e-5)
    assert alpha(observed(k), expected(k, LENGTH)) == 1.0
    both = alpha(observed(c) + observed(k), expected(c, LENGTH) + expected(k, LENGTH))
    assert both == pytest.approx(0.8587, abs=5e-5)


def test_one_long_unit_against_three_short_ones() -> None:
    people = [ranges([(1, 8)]), ranges([(2, 1), (4, 1), (6, 1)])]
    assert do(people, 10) == pytest.approx(0.9100, abs=5e-5)
    assert de(people, 10) == pytest.approx(0.5352, abs=5e-5)
    assert alpha(observed(people), expected(people, 10)) == pytest.approx(-0.7003, abs=5e-5)


def test_no_unit_anywhere_is_undefined() -> None:
    assert alpha(observed([[], []]), expected([[], []], 10)) is None


def test_a_unit_that_one_of_three_people_has_is_as_chance_would_have_it() -> None:
    people: list[Units] = [[(4, 5)], [], []]
    assert alpha(observed(people), expected(people, 10)) == pytest.approx(0)
    long: list[Units] = [[(400, 410)], [], []]
    assert alpha(observed(long), expected(long, 10**6)) == pytest.approx(0, abs=1e-4)


def test_spans_that_overlap_are_one_unit_and_those_that_touch_are_two() -> None:
    assert merged([(8, 9), (0, 4), (3, 6), (3, 4), (6, 8)]) == [(0, 6), (6, 8), (8, 9)]


# --- by brute force -------------------------------------------------------------------------------

SIZE = 12
layer = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(1, 6)), max_size=4).map(
    lambda found: merged((start, min(start + size, SIZE)) for start, size in found)
)
people_of = st.lists(layer, min_size=2, max_size=4)


def gaps(units: Units) -> Units:
    edges = [0, *(edge for unit in units for edge in unit), SIZE]
    return [(edges[k], edges[k + 1]) for k in range(0, len(edges), 2) if edges[k] < edges[k + 1]]


def far(first: tuple[int, int], unit: bool, second: tuple[int, int], other_unit: bool) -> int:
    """Krippendorff's squared difference of two segments, as he defines it."""
    meets = first[0] < second[1] and second[0] < first[1]
    if unit and other_unit and meets:
        return (first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2
    if unit and not other_unit and second[0] <= first[0] and first[1] <= second[1]:
        return (first[1] - first[0]) ** 2
    if other_unit and not unit and first[0] <= second[0] and second[1] <= first[1]:
        return (second[1] - second[0]) ** 2
    return 0


def segments(units: Units) -> list[tuple[tuple[int, int], bool]]:
    return [*((unit, True) for unit in units), *((gap, False) for gap in gaps(units))]


@given(people_of)
def test_what_is_observed_is_the_sum_over_all_pairs_of_segments(people: list[Units]) -> None:
    total = sum(
        far(*first, *second)
        for one, other in combinations(people, 2)
        for first in segments(one)
        for second in segments(other)
    )
    number = len(people)
    assert observed(people) == pytest.approx(2 * total / (number * (number - 1)))


@given(people_of)
def test_what_is_expected_is_each_unit_in_each_place(people: list[Units]) -> None:
    """Each unit slides along each other unit, of whomever, and along each gap."""
    units = [end - start for one in people for start, end in one]
    spaces = [end - start for one in people for start, end in gaps(one)]
    total = 0
    for first, second in combinations(units, 2):
        total += sum(far((at, at + first), True, (0, second), True) for at in range(-first, second + 1))
    for unit in units:
        for space in spaces:
            total += sum(far((at, at + unit), True, (0, space), False) for at in range(-unit, space + 1))
    places = len(people) * SIZE
    own = sum(unit * (unit - 1) for unit in units)
    wanted = 2 / SIZE * total / (places * (places - 1) - own)
    assert expected(people, SIZE) / SIZE**2 == pytest.approx(wanted)


@given(people_of, st.permutations(range(4)))
def test_the_order_of_people_is_nothing(people: list[Units], order: list[int]) -> None:
    turned = [people[place] for place in order if place < len(people)]
    assert observed(turned) == observed(people)
    assert expected(turned, SIZE) == expected(people, SIZE)
    value = alpha(observed(people), expected(people, SIZE))
    assert (value is None) == (not any(people))
    assert value is None or value <= 1


@given(layer)
def test_the_same_units_agree_wholly(units: Units) -> None:
    assert observed([units, units, units]) == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=8))
def test_units_cover_what_the_spans_do_and_never_overlap(found: Units) -> None:
    given_ranges = ranges(found)
    units = merged(reversed(given_ranges))
    assert {at for unit in units for at in range(*unit)} == {at for one in given_ranges for at in range(*one)}
    assert all(first[1] <= second[0] for first, second in pairwise(units))
