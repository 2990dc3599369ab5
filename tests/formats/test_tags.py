from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.notation import STANDARD
from annotator.formats.tags import Run, Scheme, Tag, decode_tags, encode_tags, is_not_iob1

SCHEMES = get_args(Scheme)


def column(tags: str) -> list[Tag]:
    found = [STANDARD.parse(tag) for tag in tags.split()]
    assert None not in found
    return [tag for tag in found if tag is not None]


@st.composite
def runs(draw: st.DrawFn) -> list[Run]:
    found, place = [], 0
    for gap, length, label in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from(["a", "ب-ج", "I-a"])))
    ):
        found.append(Run(place + gap, place + gap + length, label))
        place += gap + length
    return found


@given(runs(), st.integers(0, 3), st.sampled_from(SCHEMES))
def test_what_was_encoded_is_decoded(marked: list[Run], more: int, scheme: Scheme) -> None:
    words = (marked[-1].last if marked else 0) + more
    tags = encode_tags(marked, words, scheme)
    assert len(tags) == words
    assert decode_tags(column(" ".join(tags))) == (marked, [])


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("iob2", "B-a I-a I-a B-a O B-b"),
        ("iobes", "B-a I-a E-a S-a O S-b"),
        ("bilou", "B-a I-a L-a U-a O U-b"),
    ],
)
def test_schemes(scheme: Scheme, tags: str) -> None:
    marked = [Run(0, 3, "a"), Run(3, 4, "a"), Run(5, 6, "b")]
    assert encode_tags(marked, 6, scheme) == tags.split()
    assert decode_tags(column(tags)) == (marked, [])


def test_iob1_is_read_and_told_from_iob2() -> None:
    tags = column("I-a I-a B-a I-b O I-b B-b")
    marked, strays = decode_tags(tags)
    assert marked == [Run(0, 2, "a"), Run(2, 3, "a"), Run(3, 4, "b"), Run(5, 6, "b"), Run(6, 7, "b")]
    assert strays == [0, 3, 5]
    assert not is_not_iob1(tags)
    for other in ("B-a", "O B-a I-a", "I-a B-b", "I-a E-a", "S-a", "U-a", "I-a L-a"):
        assert is_not_iob1(column(other))


@pytest.mark.parametrize(
    ("tags", "expected", "strays"),
    [
        ("O I-a O", [Run(1, 2, "a")], [1]),
        ("B-a I-b", [Run(0, 1, "a"), Run(1, 2, "b")], [1]),
        ("B-a E-a I-a", [Run(0, 2, "a"), Run(2, 3, "a")], [2]),
        ("E-a L-a", [Run(0, 1, "a"), Run(1, 2, "a")], [0, 1]),
        ("S-a I-a", [Run(0, 1, "a"), Run(1, 2, "a")], [1]),
        ("B-a B-a", [Run(0, 1, "a"), Run(1, 2, "a")], []),
    ],
)
def test_inner_tags_that_go_on_with_nothing(tags: str, expected: list[Run], strays: list[int]) -> None:
    assert decode_tags(column(tags)) == (expected, strays)


def test_what_is_a_tag() -> None:
    assert STANDARD.parse("B-a-b") == Tag("B", "a-b")
    for other in ("", "B", "B-", "o", "X-a", "NP", "B- ", "B-a ", "OO", "B-a\tO"):
        assert STANDARD.parse(other) is None
