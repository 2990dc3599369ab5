"""Compared stretch by stretch, people have in common what they have when whole layers are compared."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import exact, relaxed, unitizing
from annotator.agreement.counting import count
from annotator.agreement.stretches import Stretches
from annotator.model import Mark, Marks

TEXT = "وبالمدرسة في بغداد، وقال وليد إن الكتاب للطالب 2026"
PEOPLE = ("huda", "nadia", "salim")


@st.composite
def layers(draw: st.DrawFn) -> dict[str, tuple[Mark, ...]]:
    edges = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12))
    marks = st.tuples(edges, st.sampled_from(("person", "place"))).map(
        lambda found: (found[0][0], min(sum(found[0]), len(TEXT)), found[1])
    )
    usual = draw(st.lists(marks, max_size=4))
    return {
        name: tuple(sorted({*draw(st.lists(st.sampled_from(usual))), *draw(st.lists(marks, max_size=3))}))
        if usual
        else ()
        for name in PEOPLE
    }


@given(layers())
def test_pairs_have_in_common_what_whole_layers_have(made: dict[str, tuple[Mark, ...]]) -> None:
    stretches = Stretches(TEXT, made)
    found = count(Marks(article="1", number=1, title="", text=TEXT, layers=made))
    for one, other in combinations(PEOPLE, 2):
        common = stretches.common(one, other)
        assert set(common) == {mark[2] for name in (one, other) for mark in made[name]}
        for label, here in common.items():
            ours, theirs = ([mark for mark in made[name] if mark[2] == label] for name in (one, other))
            units = [unitizing.merged([mark[:2] for mark in marks]) for marks in (ours, theirs)]
            whole = relaxed.matches(ours, theirs)
            assert sum(here.weights) == pytest.approx(sum(match.weight for match in whole))
            assert here.same == exact.same(ours, theirs)
            assert here.clitics == exact.same_but_for_clitics(TEXT, ours, theirs)
            assert here.apart == unitizing.apart(*units)
            assert found.pairs[one, other][label].expected == unitizing.expected(units, len(TEXT))


@given(layers())
def test_each_mark_gets_one_label_or_none_beside_its_own(made: dict[str, tuple[Mark, ...]]) -> None:
    """Each mark of either person counts once: with the one that it is matched with, or with none."""
    counted: Counter[str] = Counter()
    for labels, times in Stretches(TEXT, made).confused().items():
        counted.update(
            {label: times for label in labels if label} if labels[0] != labels[1] else {labels[0]: 2 * times}
        )
    others = len(PEOPLE) - 1
    assert counted == Counter(mark[2] for marks in made.values() for mark in marks for _ in range(others))


def test_what_many_have_alike_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    matches = relaxed.matches

    def counting(*values: object) -> list[relaxed.Match]:
        nonlocal calls
        calls += 1
        return matches(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(relaxed, "matches", counting)
    made = {f"person-{number:02}": ((1, 10, "place"), (13 + number % 2, 19, "place")) for number in range(60)}
    count(Marks(article="1", number=1, title="", text=TEXT, layers=made))
    assert calls <= 20
