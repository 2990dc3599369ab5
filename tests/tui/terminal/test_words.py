"""What a terminal that orders by itself makes of words sent in stored order: the row that is meant."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.text.bidi import Direction
from annotator.tui.terminal.filters import Filter, filter_of
from tests.tui.terminal.ordering import Cell, Emulator, ordered, seen

STYLES = (
    "\x1b[0m", "\x1b[1m", "\x1b[4m", "\x1b[22;24m", "\x1b[38;2;10;20;255m", "\x1b[48;2;9;9;9m", "\x1b[31;44m", "\x1b[39m",
    "\x1b[0;7;34;48;2;3;2;1m",
)  # fmt: skip
MOVES = (
    "\x1b[1;4H", "\x1b[1;12H", "\x1b[1;9H", "\x1b[2;9H", "\x1b[3C", "\x1b[2D", "\x1b[7G", "\x1b[B", "\x1b[A", "\x1b[K",
    "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[?2026h", "\x1b]0;قسد\x07",
)  # fmt: skip

arabic = st.sampled_from("ﻛﻼﻻﻟﻢﻦﺻءاوةپﮐـ") | st.sampled_from(("مَ", "ﺸّ", "ﻻً", "ﺪَّ", "ىٰ", "ﺎً"))
digits = st.sampled_from("0123456789") | st.sampled_from("٠١٢٣٤٥٦٧٨٩") | st.sampled_from("۰۱۲۳۴۵۶۷۸۹")
latin = st.sampled_from("abcXYZé語")
signs = st.sampled_from("()[]{}«»<>.,:;!?-+/%٪،؛؟\"'“”…│·$#&*=_°☐😀")
words = st.lists(st.one_of(arabic, arabic, arabic, digits, latin, signs), min_size=1, max_size=7).map("".join)
rows = st.lists(words, max_size=8).map(lambda found: "  " + " ".join(found) + "  ")
parts = st.one_of(
    words,
    words,
    words.map(lambda word: f" {word} "),
    st.just(" "),
    st.sampled_from(STYLES),
    st.sampled_from(MOVES),
)
outputs = st.lists(parts, max_size=14).map("".join)

CLASSES = {"L": "L", "R": "R", "AL": "R", "AN": "N", "EN": "E"}
DIGITS_BESIDE_LATIN = re.compile("R(?:[^L ]| (?=[^L ]))*?E(?:[^LR ]| (?=[^L R]*[NE]))*L")
BRACKET_INSIDE = re.compile(r"[^\s][()\[\]{}][^\s]")


def hard(row: str) -> bool:
    """Say whether a row has what can't be sent: letter, digit, Latin letter without a space; brackets and Latin."""
    base = "".join(char for char in row if not unicodedata.combining(char))
    classes = "".join(
        " " if char == " " else CLASSES.get(unicodedata.bidirectional(char), "O") for char in base
    )
    return bool(DIGITS_BESIDE_LATIN.search(classes) or ("L" in classes and BRACKET_INSIDE.search(base)))


def through(output: Filter | None, *pieces: str) -> str:
    assert output is not None
    return "".join(map(output, pieces)) + output.flush()


def written(data: str) -> Emulator:
    emulator = Emulator()
    emulator.feed(data)
    return emulator


def check(data: str, sent: str, edge: str = "a") -> None:
    """Assert that a terminal which orders each row shows for `sent` what one that does not shows for `data`.

    `edge` stands for what is right of all that was written: no space that could be sent as a letter.
    """
    meant, got = written(data), written(sent)
    for line in meant.rows.keys() | got.rows.keys():
        row = meant.row(line)
        text = "".join(cell.text for cell in row).rstrip()
        assume(not hard(text + edge))
        # Where an Arabic letter comes first, nothing tells that the row is left-to-right.
        direction = Direction.AUTO if row[0].text == " " else Direction.LTR
        assert as_text(ordered(got.row(line), direction)) == as_text(row)
        assert seen(ordered(got.row(line), direction)) == seen(row)
    assert (meant.line, meant.column, meant.pen) == (got.line, got.column, got.pen)


def as_text(row: list[Cell]) -> str:
    return "".join(cell.text for cell in seen(row))


@given(rows)
def test_a_row_is_shown_as_it_is_meant(row: str) -> None:
    data = f"\x1b[1;1H{row}"
    check(data, through(filter_of("words"), data), edge="  ")


@given(outputs)
def test_so_are_rows_that_are_written_bit_by_bit_in_any_styles(data: str) -> None:
    data = f"\x1b[?1049h\x1b[1;3H{data}"
    check(data, through(filter_of("words"), data))


@given(outputs, st.lists(st.integers(0, 200), max_size=5))
def test_pieces_make_no_difference(data: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:stop] for start, stop in pairwise(places)]
    assert through(filter_of("words"), *pieces) == through(filter_of("words"), data)


@given(outputs, outputs)
def test_what_is_written_after_a_flush_fits_what_is_there(first: str, second: str) -> None:
    output = filter_of("words")
    first, second = f"\x1b[1;3H\x1b[0m{first}", f"\x1b[1;6H{second}"
    assume("\x1b]" not in first)
    check(first + second, through(output, first) + through(output, second))


def test_words_go_in_stored_order_and_spaces_as_letters_of_their_own() -> None:
    assert through(filter_of("words"), " ﻝﺎﻗ ﻢﻌﻧ ") == "\u2800ﻗﺎﻝ\u2800ﻧﻌﻢ\u2800"


def test_digits_keep_their_order_and_brackets_go_unmirrored() -> None:
    assert through(filter_of("words"), " ﻢﻛ3ﺏ ") == "\u2800ﺏ3ﻛﻢ\u2800"
    assert through(filter_of("words"), " ﻢﻛ(12)ﺏ ") == "\u2800ﺏ(12)ﻛﻢ\u2800"


def test_a_final_alef_with_fathatan_goes_as_one_character() -> None:
    assert through(filter_of("words"), " ﺎًﻣﻮﻳ ") == "\u2800ﻳﻮﻣ\ufd3c\u2800"


def test_a_row_without_arabic_is_left_alone() -> None:
    data = "\x1b[2;3H\x1b[1;38;2;1;2;3mannotator │ 12:03 (mf4)\x1b[0m\x1b[5;1Hdone\r\n"
    assert through(filter_of("words"), data) == data


def test_each_letter_keeps_its_style_in_a_word_that_has_two() -> None:
    out = through(filter_of("words"), " \x1b[44mﻡﻼ\x1b[0mﺳ ")
    assert out == "\u2800ﺳ\x1b[44mﻼﻡ\x1b[0m\u2800"


def test_digits_before_a_word_follow_the_word_to_their_right_or_a_letter_that_is_hidden() -> None:
    assert through(filter_of("words"), " ﻢﻛ2 ﻝﺎﻗ ") == "\u2800ﻗﺎﻝ 2ﻛﻢ\u2800"
    out = through(filter_of("words"), "\x1b[48;2;9;8;7m ﻢﻛ2  ")
    assert "\x1b[0;38;2;9;8;7;48;2;9;8;7;8mء\x1b[0;48;2;9;8;7m2ﻛﻢ" in out


def test_what_covers_half_a_word_and_goes_leaves_the_word_as_it_was() -> None:
    output = filter_of("words")
    data = "\x1b[1;1H  ﻢﻟﺎﻋ ﺔﻨﻳﺪﻣ  "
    screen = written(through(output, data))
    before = screen.row(0)[:]
    screen.feed(through(output, "\x1b[1;5H▌Saved"))
    covered = "".join(cell.text for cell in seen(ordered(screen.row(0)))).rstrip()
    assert covered == "  ﻢﻟ▌Savedﺪﻣ"
    screen.feed(through(output, "\x1b[1;5Hﺎﻋ ﺔﻨﻳ"))
    assert screen.row(0) == before


def test_a_letter_that_changes_goes_where_it_stands_in_the_word() -> None:
    output = filter_of("words")
    through(output, "\x1b[1;1H  ﻢﻟﺎﻋ ")
    assert through(output, "\x1b[1;3H\x1b[31mﻢ\x1b[0m") == "\x1b[3Gﻋ\x1b[6G\x1b[31mﻢ\x1b[4G\x1b[0m"


def test_the_mouse_is_where_the_program_wrote_what_is_under_it() -> None:
    output = filter_of("words")
    assert output is not None
    out = through(output, "\x1b[3;1H  ﻢﻟﺎﻋ ab 語 ﻝﺎﻗ")
    sent = [cell.text for cell in written(out).row(2)]
    meant = [cell.text for cell in written("\x1b[3;1H  ﻢﻟﺎﻋ ab 語 ﻝﺎﻗ").row(2)]
    for column in range(16):
        assert sent[column].replace("\u2800", " ") == meant[output.column(2, column)]
    assert output.column(2, 2) == 5
    assert output.column(7, 2) == 2
    assert output.column(2, 300) == 300


def test_marks_can_be_left_out_and_wide_cells_placed_with_it() -> None:
    bare = through(filter_of("words", "none"), " ﺪَّﻤَﺤُﻣ ")
    assert bare == "\u2800ﻣﺤﻤﺪ\u2800"
    placed = through(filter_of("words", "kept", "placed"), "\x1b[1;1H ﻝﺎﻗ😀ﻡ ")
    assert placed == "\x1b[1;1H\u2800ﻡ  \x1b[3G😀\x1b[5Gﻗﺎﻝ\u2800"


@pytest.mark.parametrize(
    "sequence", ["\x1b[2J", "\x1b[?1049h", "\x1bc", "\x1b[1;1H\x1b[K", "\x1b[1;1H\x1b[J"]
)
def test_what_is_cleared_is_not_sent_again(sequence: str) -> None:
    output = filter_of("words")
    through(output, "\x1b[1;1H  ﻢﻟﺎﻋ")
    assert "ﻋ" not in through(output, sequence + "\x1b[1;9Hﻡ")


@pytest.mark.parametrize(("name", "marks"), [("words", "kept"), ("words", "left"), ("none", "left")])
def test_of_what_stood_beyond_the_edge_of_a_smaller_window_nothing_is_shown(name: Any, marks: Any) -> None:
    output, fresh = filter_of(name, marks), filter_of(name, marks)
    assert output is not None
    assert fresh is not None
    wide, narrow = "\x1b[1;1H (10قذائف 11كم و14ط\u0651ن", "\x1b[1;1H  2ﻢﻛ "
    output.resize(40)
    through(output, wide)
    output.resize(6)
    through(output, wide)  # painted before the program heard of the new size
    fresh.resize(6)
    painted = [written(through(each, narrow)).rows for each in (output, fresh)]
    assert painted[0] == painted[1]
