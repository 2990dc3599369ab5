"""What was saved in a run is kept whole, in order, and in little memory."""

from __future__ import annotations

import sys

import msgspec
import pytest

from annotator.model import Numbered, Status, StatusSet
from annotator.tui.saved_changes import SavedChanges


def change(number: int) -> Numbered:
    note = f"ملاحظة رقم {number} عن الخبر"
    return Numbered(
        number=number,
        change=StatusSet(
            article=f"article-{number % 7}",
            annotator="هدى",
            before=Status.DOING,
            status=Status.FLAGGED,
            note=note,
        ),
    )


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 250])
def test_all_are_there_in_order(number: int) -> None:
    made = [change(one) for one in range(1, number + 1)]
    kept = SavedChanges()
    for one in made:
        kept.add(one)
    assert len(kept) == number
    assert list(kept) == list(kept) == made


def test_many_take_a_fraction_of_what_they_take_encoded() -> None:
    kept = SavedChanges()
    for number in range(1, 3_001):
        kept.add(change(number))
    encoded = sum(sys.getsizeof(msgspec.msgpack.encode(one)) for one in kept)
    assert sum(map(sys.getsizeof, kept.held())) < encoded / 4
