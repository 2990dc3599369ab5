"""What the filters of the lists find, and in which order."""

from __future__ import annotations

import pytest

from annotator.model import LibraryRow, Status
from annotator.tui.adjudicating import table
from annotator.tui.adjudicating.rows import AdjudicationRow
from annotator.tui.annotating import table as library_table

DATES = {3: "2026-01-12", 12: "2026-02-20"}


def library(number: int) -> LibraryRow:
    return LibraryRow(
        number=number, id=f"news-{number}", title="هدنة في المرفأ", words=10, date=DATES.get(number), source=None,
        status=Status.TODO, note="", spans=0, assigned=True,
    )  # fmt: skip


def case(number: int) -> AdjudicationRow:
    return AdjudicationRow(
        number=number, id=f"news-{number}", title="هدنة في المرفأ", people=("huda", "salim"), open=1, stale=0,
        decided=0, settled=False, is_complete=False,
    )  # fmt: skip


NUMBERS = (12, 20, 2, 112, 3)
"""Not in their order: the lists have others, too."""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2", [2, 12, 20, 112]),
        ("٢", [2, 12, 20, 112]),
        (" 12 ", [12, 112]),
        ("20", [20]),
        ("1", [12, 112]),
        ("02", []),
        ("news 2", [12, 20, 2, 112]),
        ("هدنة", [12, 20, 2, 112, 3]),
        ("", [12, 20, 2, 112, 3]),
        ("9" * 5000, []),
    ],
)
def test_the_article_with_the_number_comes_first_among_those_to_adjudicate(
    typed: str, found: list[int]
) -> None:
    rows = table.matching([case(number) for number in NUMBERS], typed, people=True)
    assert [row.number for row in rows] == found


def test_the_article_with_the_number_comes_first_in_the_library() -> None:
    rows = [library(number) for number in NUMBERS]
    for typed, found in {"2": [2, 12, 20, 112, 3], "12": [12, 112, 3], "3": [3], "20": [20, 3, 12]}.items():
        listed = [row.number for row in library_table.matching(rows, typed)]
        assert listed[0] == found[0], typed
        assert listed[1:] == [number for number in NUMBERS if number in found[1:]], typed
