"""What becomes of each mark: by hand, and what must hold whatever is marked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import exact
from annotator.evaluation.counting import Counting
from annotator.evaluation.matching import Kind, Pair, pairs
from tests.agreement.texts import LABELS, TEXT, at, layer

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from annotator.model import Mark

ARMY, PORT = at("الجيش"), at("الميناء", "location")
QUOTED = "قال «مجلس الغضا»، وهو هيئة محلية، إنه وافق."
MIRRORED = {Kind.MISSED: Kind.EXTRA, Kind.EXTRA: Kind.MISSED}

ranges = st.tuples(st.integers(0, 20), st.integers(1, 8), st.sampled_from(LABELS[:2])).map(
    lambda found: (found[0], found[0] + found[1], found[2])
)
crowded = st.lists(ranges, max_size=8).map(tuple)
"""Marks that lie over each other, some of them twice."""


def kinds(text: str, reference: Sequence[Mark], predicted: Sequence[Mark]) -> list[str]:
    return [pair.kind.value for pair in pairs(text, reference, predicted)]


def within(text: str, words: str, label: str = "actor") -> Mark:
    start = text.index(words)
    return (start, start + len(words), label)


@pytest.mark.parametrize(
    ("reference", "predicted", "kind"),
    [
        (ARMY, ARMY, Kind.CORRECT),
        (ARMY, (*ARMY[:2], "location"), Kind.LABEL),
        (at("المتحدث"), at("والمتحدث"), Kind.CLITIC),
        (at("متحدث"), at("والمتحدث"), Kind.CLITIC),
        (at("وزير الدفاع"), at("الدفاع"), Kind.EDGES),
        (at("المتحدث باسم الجيش"), at("والمتحدث باسم"), Kind.EDGES),
        (at("المتحدث باسم الجيش"), at("والمتحدث باسم الجيش", "location"), Kind.BOTH),
    ],
    ids=lambda value: value.value if isinstance(value, Kind) else None,
)
def test_what_two_marks_are_to_each_other(reference: Mark, predicted: Mark, kind: Kind) -> None:
    assert pairs(TEXT, [reference], [predicted]) == [Pair(kind, reference, predicted)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("«مجلس الغضا»", Kind.PUNCTUATION),
        ("«مجلس الغضا»،", Kind.PUNCTUATION),
        (" «مجلس الغضا»، ", Kind.PUNCTUATION),
        ("«مجلس الغضا»، و", Kind.EDGES),
        ("مجلس", Kind.EDGES),
    ],
)
def test_punctuation_and_blanks_at_the_edges_are_told_apart(words: str, kind: Kind) -> None:
    assert kinds(QUOTED, [within(QUOTED, "مجلس الغضا")], [within(QUOTED, words)]) == [kind.value]


def test_a_mark_of_clitics_alone_is_compared_as_it_is() -> None:
    start = TEXT.index("والمتحدث")
    assert kinds(TEXT, [(start, start + 3, "actor")], [(start, start + 1, "actor")]) == ["other edges"]


def test_marks_that_share_little_are_no_other_label_for_one_thing() -> None:
    claim, actor = (*at("وزير الدفاع والمتحدث باسم الجيش")[:2], "weapon"), ARMY
    assert kinds(TEXT, [claim], [actor]) == ["missed", "extra"]


def test_a_mark_is_matched_with_one_at_most() -> None:
    halves = [at("وزير"), at("الدفاع")]
    found = pairs(TEXT, [at("وزير الدفاع")], halves)
    assert sorted(pair.kind for pair in found) == ["extra", "other edges"]
    assert {pair.predicted for pair in found} == set(halves)


def test_what_is_equal_comes_before_what_overlaps() -> None:
    outer, inner = at("وزير الدفاع"), at("الدفاع")
    assert kinds(TEXT, [outer, inner], [inner]) == ["missed", "correct"]
    assert kinds(TEXT, [outer], [inner, outer]) == ["correct", "extra"]


def test_equal_marks_of_one_side_count_once() -> None:
    counted = Counting(TEXT, [ARMY, ARMY]).count([ARMY, ARMY, ARMY])
    assert counted.labels["actor"][:3] == (1, 1, 1)


def test_which_label_was_taken_for_which_has_a_direction() -> None:
    counted = Counting(TEXT, [(*PORT[:2], "actor"), ARMY]).count([PORT, at("القوات")])
    assert counted.confusion == {("actor", "location"): 1, ("actor", ""): 1, ("", "actor"): 1}


@given(crowded, crowded)
def test_each_mark_is_there_once_and_all_adds_up(
    reference: Sequence[Mark], predicted: Sequence[Mark]
) -> None:
    found = pairs(TEXT, reference, predicted)
    assert sorted(pair.reference for pair in found if pair.reference) == sorted(set(reference))
    assert sorted(pair.predicted for pair in found if pair.predicted) == sorted(set(predicted))
    assert sum(pair.kind is Kind.CORRECT for pair in found) == exact.same(reference, predicted)
    for label, counts in Counting(TEXT, reference).count(predicted).labels.items():
        edges = counts.correct + counts.clitic + counts.punctuation + counts.edges
        assert edges + counts.label + counts.both + counts.missed == counts.reference
        assert edges + counts.as_label + counts.as_both + counts.extra == counts.predicted
        assert counts.reference == len({mark for mark in reference if mark[2] == label})


@given(crowded, crowded, st.randoms(use_true_random=False))
def test_the_order_of_marks_does_not_matter(
    reference: Sequence[Mark], predicted: Sequence[Mark], chance: random.Random
) -> None:
    shuffled = [chance.sample(marks, len(marks)) for marks in (reference, predicted)]
    assert pairs(TEXT, *shuffled) == pairs(TEXT, reference, predicted)


@given(crowded, crowded)
def test_the_other_side_as_the_reference_gives_the_mirror_image(
    reference: Sequence[Mark], predicted: Sequence[Mark]
) -> None:
    mirrored = Counter(
        Pair(MIRRORED.get(pair.kind, pair.kind), pair.predicted, pair.reference)
        for pair in pairs(TEXT, predicted, reference)
    )
    assert Counter(pairs(TEXT, reference, predicted)) == mirrored


@given(layer, layer)
def test_by_token_is_what_each_token_says(reference: Sequence[Mark], predicted: Sequence[Mark]) -> None:
    words = [
        (start, start + len(word))
        for word in TEXT.rstrip(".").split()
        for start in [TEXT.index(f" {word}") + 1 if TEXT.count(f" {word}") == 1 else TEXT.index(word)]
    ]
    words += [(start, start + 1) for start, letter in enumerate(TEXT) if letter == "."]

    def covered(marks: Sequence[Mark], label: str) -> set[int]:
        return {
            number
            for number, (start, end) in enumerate(words)
            if any(mark[0] < end and start < mark[1] for mark in marks if mark[2] == label)
        }

    for label, counts in Counting(TEXT, reference).count(predicted).labels.items():
        ours, theirs = covered(reference, label), covered(predicted, label)
        assert counts[-3:] == (len(ours & theirs), len(ours - theirs), len(theirs - ours))
