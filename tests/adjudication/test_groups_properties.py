"""What holds for the groups of any layers."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Group, Kind, groups
from annotator.model import Layer, Mark
from tests.adjudication.story import TEXT
from tests.adjudication.strategies import NAMES, as_layer, layers, marked, marks

if TYPE_CHECKING:
    from random import Random

PLAIN = "م" * 60  # no clitics, no white space, no punctuation


def ids(found: tuple[Group, ...]) -> dict[frozenset[str], Kind]:
    return {frozenset(span.id for span in group.sources): group.kind for group in found}


@given(layers())
def test_every_span_of_every_layer_is_in_exactly_one_group(given_: list[Layer]) -> None:
    found = Counter(span for group in groups(TEXT, given_) for span in map(hashable, group.sources))
    assert found == Counter(hashable(span) for layer in given_ for span in layer.spans)


def hashable(span: object) -> bytes:
    return msgspec.json.encode(span)


@given(st.lists(marks(), unique=True, max_size=12), st.integers(1, 4))
def test_identical_layers_give_only_agreed_groups(one: list[Mark], people: int) -> None:
    found = groups(TEXT, [as_layer(name, one) for name in NAMES[:people]])
    assert [group.kind for group in found] == [Kind.AGREED] * len(one)


@given(layers(), st.permutations(NAMES), st.randoms())
def test_neither_the_order_of_annotators_nor_their_names_matter(
    given_: list[Layer],
    names: list[str],
    random: Random,
) -> None:
    renamed = [
        Layer(
            article="rimal",
            annotator=name,
            spans=tuple(msgspec.structs.replace(span, annotator=name) for span in layer.spans),
        )
        for layer, name in zip(given_, names, strict=False)
    ]
    shuffled = [*renamed]
    random.shuffle(shuffled)
    assert groups(TEXT, shuffled) == groups(TEXT, renamed)
    assert ids(groups(TEXT, shuffled)) == ids(groups(TEXT, given_))
    assert [[version.mark for version in group.versions] for group in groups(TEXT, shuffled)] == [
        [version.mark for version in group.versions] for group in groups(TEXT, given_)
    ]


@given(layers())
def test_a_group_has_one_span_a_person_at_most_and_all_share_a_letter(given_: list[Layer]) -> None:
    names = {layer.annotator for layer in given_}
    for group in groups(TEXT, given_):
        present = [span.annotator for span in group.sources]
        assert len(set(present)) == len(present)
        assert set(group.missing) == names - set(present)
        assert max(span.start for span in group.sources) < min(span.end for span in group.sources)
        for version in group.versions:
            assert {(span.start, span.end, span.label) for span in version.spans} == {version.mark}
        assert len({version.mark for version in group.versions}) == len(group.versions)


@given(layers())
def test_a_kind_says_what_differs(given_: list[Layer]) -> None:
    for group in groups(TEXT, given_):
        ranges = {(span.start, span.end) for span in group.sources}
        labels = {span.label for span in group.sources}
        differs = (len(ranges) > 1, len(labels) > 1, bool(group.missing))
        assert group.kind in {
            (False, False, False): {Kind.AGREED},
            (False, False, True): {Kind.MISSING},
            (False, True, False): {Kind.LABEL},
            (True, False, False): {Kind.BOUNDARY, Kind.CLITIC},
        }.get(differs, {Kind.MIXED})


@given(layers(2, 4))
def test_what_fills_less_than_most_of_something_else_is_never_one_with_it(given_: list[Layer]) -> None:
    for group in groups(PLAIN, given_):
        for one, another in combinations(group.versions, 2):
            if one.label != another.label:
                inside = one.start <= another.start and another.end <= one.end
                around = another.start <= one.start and one.end <= another.end
                overlap = min(one.end, another.end) - max(one.start, another.start)
                length = one.end - one.start + another.end - another.start
                assert 2 * overlap >= length * (0.75 if inside or around else 0.5)


@given(layers(2, 2))
def test_two_people_with_one_label_in_one_place_are_never_left_alone(given_: list[Layer]) -> None:
    alone = [group for group in groups(TEXT, given_) if group.kind is Kind.MISSING]
    for one, another in combinations(alone, 2):
        if one.missing != another.missing and one.versions[0].label == another.versions[0].label:
            assert one.end <= another.start or another.end <= one.start


@given(marked(2, 4))
def test_identical_spans_are_in_one_version(given_: list[list[Mark]]) -> None:
    found = groups(TEXT, [as_layer(name, one) for name, one in zip(NAMES, given_, strict=False)])
    versions = Counter(version.mark for group in found for version in group.versions)
    assert set(versions.values()) <= {1}


def with_one_label(layers: list[Layer]) -> list[Layer]:
    """Return the layers with all spans labelled alike, those that become the same left out."""
    found = []
    for layer in layers:
        ranges = {(span.start, span.end) for span in layer.spans}
        found.append(as_layer(layer.annotator, [(start, end, "claim") for start, end in ranges]))
    return found


@given(layers(2, 4))
def test_groups_that_could_be_one_are_one(given_: list[Layer]) -> None:
    for one, another in combinations(groups(TEXT, with_one_label(given_)), 2):
        spans = [*one.sources, *another.sources]
        people = {span.annotator for span in spans}
        common = max(span.start for span in spans) < min(span.end for span in spans)
        assert len(people) < len(spans) or not common


@given(layers(2, 2))
def test_two_people_s_spans_are_matched_so_that_they_have_the_most_in_common(given_: list[Layer]) -> None:
    one_label = with_one_label(given_)
    found = groups(TEXT, one_label)
    agreed = {version.mark for group in found if group.kind is Kind.AGREED for version in group.versions}
    huda, salim = (
        [(span.start, span.end) for span in layer.spans if (span.start, span.end, span.label) not in agreed]
        for layer in one_label
    )
    total = sum(
        common(*[(version.start, version.end) for version in group.versions])
        for group in found
        if len(group.versions) == 2
    )
    assert total == pytest.approx(most_in_common(huda, salim))


def common(one: tuple[int, int], another: tuple[int, int]) -> float:
    overlap = min(one[1], another[1]) - max(one[0], another[0])
    return max(0.0, 2 * overlap / (one[1] - one[0] + another[1] - another[0]))


def most_in_common(huda: list[tuple[int, int]], salim: list[tuple[int, int]]) -> float:
    """Return the most by trying all: the first span with nobody, or with each of the other's."""
    if not huda:
        return 0.0
    first, *others = huda
    totals = [most_in_common(others, salim)]
    totals += [
        common(first, theirs) + most_in_common(others, [other for other in salim if other != theirs])
        for theirs in salim
        if common(first, theirs) > 0
    ]
    return max(totals)
