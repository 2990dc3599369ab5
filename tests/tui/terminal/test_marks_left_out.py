"""Letters without their marks: what a letter is stays, and so does a fathatan on an alef."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.layout import line
from annotator.tui.terminal.filters import filter_of
from annotator.tui.terminal.filters.marks import has_marks, without_marks

if TYPE_CHECKING:
    from annotator.tui.terminal.plan import Filter


def sent(text: str) -> str:
    """What a terminal that takes no marks is sent for a line."""
    output = filter_of("none", "none", "counted")
    assert output is not None
    return output(line(text, 40, rtl=True).text) + output.flush()


def sent_bare(text: str, name: Filter = "none") -> str:
    output = filter_of(name, "bare", "counted")
    assert output is not None
    return output(line(text, 40, rtl=True).text) + output.flush()


@pytest.mark.parametrize("name", ["none", "dither", "italic", "words"])
@pytest.mark.parametrize("word", ["بحثاً", "ودادًا", "رسولٌ", "كاملاً"])
def test_bare_letters_have_no_tanwin_and_no_letter_less(word: str, name: Filter) -> None:
    plain = unicodedata.normalize("NFKC", re.sub("\x1b\\[[\\d;]*m", "", sent_bare(word, name)))
    letters = [letter for letter in word if not has_marks(letter)]
    assert sorted(plain) == sorted(letters)


def test_a_bare_letter_keeps_the_hamza_that_makes_it_another() -> None:
    assert unicodedata.normalize("NFKC", sent_bare("سا\u0654ل"))[::-1] == "سأل"


def drawn(text: str) -> str:
    return line(text, 40, rtl=True).text


@pytest.mark.parametrize("word", ["بحثاً", "بحثًا"])
def test_a_fathatan_on_a_final_alef_is_seen_whichever_letter_it_is_stored_on(word: str) -> None:
    assert sent(word) == "\ufd3c" + drawn("بحث")[:1].replace("ﺚ", "ﺜ") + drawn("بحث")[1:]


@pytest.mark.parametrize("word", ["وداداً", "ودادًا"])
def test_an_alef_that_is_not_joined_has_the_isolated_form(word: str) -> None:
    assert sent(word).startswith("\ufd3d")


def test_a_style_between_the_alef_and_the_letter_before_it_makes_no_difference() -> None:
    output = filter_of("none", "none", "counted")
    assert output is not None
    assert output("ﺎ\x1b[7mﺜ\u064bﺤ\x1b[0m") + output.flush() == "\ufd3c\x1b[7mﺜﺤ\x1b[0m"


def test_an_alef_keeps_its_fathatan_and_loses_what_else_is_on_it() -> None:
    assert without_marks("ﺎ\u064b\u06e2") == "\ufd3c"


@pytest.mark.parametrize(
    ("stored", "letter"),
    [
        ("قرا\u0653ن", "قرآن"),
        ("سا\u0654ل", "سأل"),
        ("سو\u0654ال", "سؤال"),
        ("ا\u0655بل", "إبل"),
        ("شي\u0654ا", "شئا"),
        ("بي\u0654ر", "بئر"),
        ("شى\u0654", "شئ"),
        ("لا\u0654مر", "لأمر"),
        ("ا\u064e\u0654مر", "أمر"),
        ("cafe\u0301", "café"),
    ],
)
def test_a_mark_that_makes_another_letter_stays_on_it(stored: str, letter: str) -> None:
    assert sent(stored) == drawn(letter)


@pytest.mark.parametrize("word", ["رسولٌ", "مُحَمَّدٌ", "الرَّحْمٰنِ", "كاملاً", "x\u0302"])
def test_other_marks_are_left_out(word: str) -> None:
    plain = "".join(char for char in word if unicodedata.category(char) != "Mn")
    assert sent(word) == drawn(plain)


@given(
    st.text(alphabet="ابتدلوى ءئ\u064b\u064c\u064e\u0651\u0652\u0653\u0654\u0655\u0670ae\u0301", max_size=12)
)
def test_letters_and_their_cells_stay(text: str) -> None:
    row = line(text, 60, rtl=True)
    out = sent(text)
    assert not has_marks(out)
    assert len(out) == len(row.text) - sum(map(has_marks, row.text))
    for before, after in zip((glyph.text for glyph in row.glyphs), out, strict=True):
        plain, kept = (unicodedata.normalize("NFKD", each)[0] for each in (before, after))
        assert kept == plain or (plain, kept) == ("ى", "ي")
