from __future__ import annotations

import sys

import pytest
from rich.cells import cell_len

from annotator.text import cells


@pytest.mark.parametrize(
    ("grapheme", "drawn"),
    [
        ("ب", "ب"),
        ("بَّ", "بَّ"),
        ("\u064e", "◌\u064e"),
        (" \u064e", " \u064e"),
        ("\u00a0", " "),
        ("\u3000", "  "),
        ("\t", " "),
        ("\n", ""),
        ("\r\n", ""),
        ("\u2028", ""),
        ("\0", "␀"),
        ("\x1b", "␛"),
        ("\x7f", "␡"),
        ("\x9b", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("\uffff", "\ufffd"),
        ("\u200f", ""),
        ("\u202e", ""),
        ("\u2068", ""),
        ("\ufeff", ""),
        ("\u00ad", ""),
        ("\u115f", ""),
        ("ب\u200d", "ب"),
        ("\u06dd", "○"),
        ("\u06dd١", "○١"),
        ("👨\u200d👩\u200d👧", "👨"),
        ("👍🏽", "👍"),
        ("❤\ufe0f", "❤"),
        ("🇮🇶", "🇮🇶"),
        ("\u1112\u1161\u11ab", "\u1112\u1161\u11ab"),
        ("नि", "नि"),
        ("\u0d4eA", "\u0d4eA"),
    ],
)
def test_what_is_sent_for_a_grapheme(grapheme: str, drawn: str) -> None:
    assert cells.draw(grapheme) == drawn
    assert cells.measure(grapheme) == cell_len(drawn)


@pytest.mark.parametrize(
    ("grapheme", "drawn"),
    [
        (" ", "·"),
        ("\t", "⇥"),
        ("\n", "¶"),
        ("\r\n", "¶"),
        ("\u00a0", "°"),
        ("\u200e", "↦"),
        ("\u200f", "↤"),
        ("\u202e", "⇚"),
        ("\u2068", "↔"),
        ("\ufeff", "⊘"),
        ("\u200b", "¦"),
        ("\u2060", "◦"),
        ("ب\u200c", "ب∤"),
        ("ب", "ب"),
    ],
)
def test_symbols_of_what_can_not_be_seen(grapheme: str, drawn: str) -> None:
    assert cells.draw(grapheme, invisible=True) == drawn
    assert cells.measure(grapheme, invisible=True) == cell_len(drawn)


def test_a_symbol_stands_after_its_letter_in_the_direction_of_reading() -> None:
    assert cells.draw("ب\u200c", mirrored=True, invisible=True) == "∤ب"


@pytest.mark.parametrize(
    ("character", "mirrored"), [("(", ")"), ("»", "«"), ("[", "]"), ("“", "“"), ("ب", "ب")]
)
def test_what_mirrors(character: str, mirrored: str) -> None:
    assert cells.draw(character, mirrored=True) == mirrored


def test_a_pile_of_marks_is_cut() -> None:
    assert cells.draw("ب" + "\u064e" * 1000) == "ب" + "\u064e" * 8


@pytest.mark.parametrize("invisible", [False, True])
def test_no_code_point_is_sent_that_a_terminal_could_obey(invisible: bool) -> None:
    for code in [*range(0x20000), *range(0xE0000, 0xE1000), sys.maxunicode]:
        drawn = cells.draw(chr(code), invisible=invisible)
        assert not any(
            ord(sent) < 0x20
            or 0x7F <= ord(sent) <= 0x9F
            or 0xD800 <= ord(sent) <= 0xDFFF
            or ord(sent)
            in {0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)}
            for sent in drawn
        ), hex(code)
