"""English lines with Arabic in them: what stands beside an Arabic word stays beside it."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.cli.tables import table
from annotator.text.layout import Layout
from annotator.text.sentence import is_right_to_left, rows

words = st.text("ابتجدهوليكسملاأآ", min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
english = st.sampled_from(
    [
        ": 3 spans, ",
        " and ",
        ", ",
        " (2), ",
        " has 12 of ",
        "; todo: ",
        "/",
        " = ",
        ". ",
        " (",
        ") 5% ",
    ]
)


def drawn(text: str) -> str:
    return Layout(text, 1000).row(0).text


def row(line: str) -> str:
    (only,) = rows(line, 1000)
    return only


@given(st.lists(st.tuples(names, english), min_size=1, max_size=6), st.sampled_from(["", "huda ", "  "]))
def test_each_name_is_ordered_by_itself_and_the_rest_stays(parts: list[tuple[str, str]], start: str) -> None:
    line = start + "".join(name + between for name, between in parts)
    shown = row(line)
    # Gaps between columns make up for lam-alef.
    assert shown.split() == (start + "".join(drawn(name) + between for name, between in parts)).split()
    assert not any("\u2066" <= character <= "\u2069" for character in shown)


@given(
    st.lists(
        st.tuples(*[st.one_of(names, st.sampled_from(["huda", "7", "done: 3"]))] * 3), min_size=1, max_size=5
    )
)
def test_columns_stay_columns(body: list[tuple[str, ...]]) -> None:
    heading = ("Article", "Person", "Spans")
    widths = [max(cell_len(each) for each in column) for column in zip(heading, *body, strict=True)]
    starts = [0, widths[0] + 2, widths[0] + widths[1] + 4]
    for line, cells in zip(table([heading, *body]), [heading, *body], strict=True):
        shown = row(line)
        for cell, start in zip(cells, starts, strict=True):
            assert shown[start:].startswith(drawn(cell))


@given(st.lists(st.one_of(names, english), max_size=20).map("".join), st.integers(1, 60))
def test_no_row_is_wider_than_the_terminal_and_nothing_is_lost(line: str, width: int) -> None:
    shown = [*rows(line, width)]
    assert all(cell_len(each) <= width for each in shown)
    kept = normalize("NFKC", "".join(shown)).replace(" ", "")
    # Brackets are mirrored in a column of Arabic.
    assert sorted(kept.replace(")", "(")) == sorted(line.replace(" ", "").replace(")", "("))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("هدى is called لانا now: 3 spans", "ﻯﺪﻫ is called ﺎﻧﻻ now: 3 spans"),
        ("أحمد 3, سليم 4", "ﺪﻤﺣﺃ 3, ﻢﻴﻠﺳ 4"),
        ("/home/علي/مشروع.db can't be opened", "/home/ﻲﻠﻋ/ﻉﻭﺮﺸﻣ.db can't be opened"),
        ("--project 'مشروع لا.db'", "--project 'ﻻ ﻉﻭﺮﺸﻣ.db'"),
        ("5–9 actor «قال 3 آلاف (نعم).», now «نعم»", "5–9 actor «.(ﻢﻌﻧ) ﻑﻻﺁ 3 ﻝﺎﻗ», now «ﻢﻌﻧ»"),
        ("the text 'قال: نعم' can't be", "the text 'ﻢﻌﻧ :ﻝﺎﻗ' can't be"),
        ("خبر-قديم: 3 of 4", "ﻢﻳﺪﻗ-ﺮﺒﺧ: 3 of 4"),
        ("٣ articles", "٣ articles"),
        ("  لانا  3  سليم", "  ﺎﻧﻻ   3  ﻢﻴﻠﺳ"),
    ],
)
def test_sentences(line: str, expected: str) -> None:
    assert row(line) == expected


@pytest.mark.parametrize("text", ["", "huda 3 🚢 é", "– «»", "α 한"])
def test_what_is_written_from_left_to_right(text: str) -> None:
    assert not is_right_to_left(text)


@pytest.mark.parametrize("text", ["هدى", "3 ש", "٣", "۳", "ﻯ"])
def test_what_is_written_from_right_to_left(text: str) -> None:
    assert is_right_to_left(text)


@pytest.mark.parametrize(
    "title",
    [
        "الجزء 2 من 3",
        "بيان 12:30 اليوم",
        "حلب - دمشق (عاجل)",
        "١٢٣ تقرير [مهم]",
        "خبر / صورة + 45%",
        "«عاجل»: قصف!",
    ],
)
@pytest.mark.parametrize("before", ["", "12  ", "(3)  huda  "])
@pytest.mark.parametrize("after", ["  open  3", "  7"])
def test_a_column_of_arabic_is_ordered_whole(before: str, title: str, after: str) -> None:
    assert row(before + title + after).split() == [*before.split(), *drawn(title).split(), *after.split()]
