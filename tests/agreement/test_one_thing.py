"""What adjudication shows as one thing with two labels, the report on agreement counts as that, and the page shows once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Kind, groups
from annotator.agreement.stretches import Stretches
from tests.adjudication.story import TEXT
from tests.adjudication.strategies import UPTO, as_layer, layers

if TYPE_CHECKING:
    from annotator.model import Layer, Mark


def counted(given_: list[Layer]) -> Counter[tuple[str, str]]:
    """Return which labels the groups of two people have."""
    found: Counter[tuple[str, str]] = Counter()
    for group in groups(TEXT, given_):
        labels = sorted(span.label for span in group.sources)
        one, other = labels if len(labels) == 2 else ("", *labels)
        found[one, other] += 1
    return found


def marks_of(layer: Layer) -> tuple[Mark, ...]:
    return tuple(span.mark for span in layer.spans)


@given(layers(2, 2))
def test_labels_that_two_people_gave_one_thing_are_counted_as_the_adjudicator_sees_them(
    given_: list[Layer],
) -> None:
    made = {layer.annotator: marks_of(layer) for layer in given_}
    assert Stretches(TEXT, made).confused() == counted(given_)


@given(layers(3, 4))
def test_of_more_people_it_is_the_sum_over_each_two(given_: list[Layer]) -> None:
    made = {layer.annotator: marks_of(layer) for layer in given_}
    expected: Counter[tuple[str, str]] = Counter()
    for number, one in enumerate(given_):
        for other in given_[number + 1 :]:
            expected += counted([one, other])
    assert Stretches(TEXT, made).confused() == expected


def nested() -> st.SearchStrategy[list[Mark]]:
    """Return ranges one within the other, each under any of three labels."""
    cuts = st.lists(st.integers(0, UPTO), min_size=2, max_size=8).map(sorted)
    labels = st.lists(st.sampled_from(("actor", "claim", "location")), min_size=4, max_size=4)
    return st.tuples(cuts, labels).map(
        lambda pair: [
            (pair[0][at], pair[0][-1 - at], pair[1][at])
            for at in range(len(pair[0]) // 2)
            if pair[0][at] < pair[0][-1 - at]
        ]
    )


@given(nested(), nested())
def test_so_are_labels_within_labels(one: list[Mark], other: list[Mark]) -> None:
    given_ = [as_layer("huda", sorted({*one})), as_layer("salim", sorted({*other}))]
    made = {layer.annotator: marks_of(layer) for layer in given_}
    assert Stretches(TEXT, made).confused() == counted(given_)
    assert all(len(group.sources) == 2 for group in groups(TEXT, given_) if group.kind is not Kind.MISSING)
