"""Forms of letters, and where arabic-reshaper's own `reshape` goes another way."""

from __future__ import annotations

import unicodedata

import pytest
from arabic_reshaper import ArabicReshaper

from annotator.text import shaping
from annotator.text.layout import Layout

FORMS = {"<isolated>": "{}", "<initial>": "{}ب", "<medial>": "ب{}ب", "<final>": "ب{}"}


def test_every_letter_takes_the_form_that_unicode_names() -> None:
    """Presentation forms decompose to the name of the form and the letter; ligatures are left out here."""
    wrong = []
    count = 0
    for code in [*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEF5)]:
        tag, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        if " " in letters or tag not in FORMS:
            continue
        letter = chr(int(letters, 16))
        shaped = shaping.shape(FORMS[tag].format(letter))[FORMS[tag].index("{")]
        count += 1
        if shaped != chr(code) and (tag, shaped) != ("<isolated>", letter):
            wrong.append((f"{code:04X}", unicodedata.name(letter), tag, shaped))
    assert wrong == []
    assert count > 200


reshape = ArabicReshaper(
    {"delete_harakat": False, "delete_tatweel": False, "support_ligatures": False}
).reshape


@pytest.mark.parametrize(
    "word", ["قال", "المُحَمَّدِيَّة", "الانـفجارات", "مسؤولية", "بيئة", "پتگ", "ب2كم", "[قسد]"]
)
def test_common_words_are_shaped_as_arabic_reshaper_does(word: str) -> None:
    assert shaping.shape(word) == reshape(word)


@pytest.mark.parametrize(
    ("word", "theirs", "ours"),
    [
        ("ن\u200d", "ﻧ", "ﻧ\u200d"),
        ("ب\u06b5ب", "ﺏ\u06b5ﺏ", "ﺑ\u06b5ﺐ"),
        ("ب\u0620ب", "ﺏ\u0620ﺏ", "ﺑ\u0620ﺐ"),
        ("ب\u08ccب", "ﺏ\u08ccﺏ", "ﺑ\u08ccﺐ"),
        ("بںب", "ﺑ\ufb9fﺏ", "ﺑ\u06baﺐ"),
        ("ب\u06e5ب", "ﺑ\u06e5ﺐ", "ﺏ\u06e5ﺏ"),
    ],
    ids=[
        "ZWJ dropped",
        "U+06B5 a break",
        "U+0620 a break",
        "U+08CC a break",
        "noon ghunna",
        "small waw a mark",
    ],
)
def test_reshape_is_wrong_where_the_standard_says_otherwise(word: str, theirs: str, ours: str) -> None:
    assert reshape(word) == theirs
    assert shaping.shape(word) == ours


def test_reshape_moves_marks_when_it_makes_a_ligature() -> None:
    joined = ArabicReshaper({"delete_harakat": False}).reshape("لَاً")
    assert joined == "ﻻ\u064e\u064b"
    assert [glyph.text for glyph in Layout("لَاً", 9).row(0).glyphs] == ["ﻻ\u064e\u064b"]


@pytest.mark.parametrize("control", list("\u200e\u200f\u061c\u200b\ufeff"))
def test_a_format_character_does_not_end_a_word(control: str) -> None:
    assert shaping.shape(f"ب{control}ب") == f"ﺑ{control}ﺐ"


def test_a_zwnj_does() -> None:
    assert shaping.shape("ب\u200cب") == "ﺏ\u200cﺏ"


def test_a_lam_does_not_reach_an_alef_of_the_next_word() -> None:
    assert len(Layout("قال احمد", 20).row(0).glyphs) == 8


def test_letters_given_as_presentation_forms_are_left_as_they_are() -> None:
    assert [glyph.text for glyph in Layout("ﻵ ﻟﺎ", 9).row(0).glyphs] == ["ﺎ", "ﻟ", " ", "ﻵ"]
