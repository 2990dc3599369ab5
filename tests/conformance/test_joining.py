"""ArabicShaping.txt: which letters join, as the library that shaping asks knows it."""

from __future__ import annotations

import unicodedata

import regex

from annotator.text import shaping
from tests.conformance import unicode_data

FILE = "ArabicShaping.txt"


def test_every_joining_type_of_the_file() -> None:
    """Letters that are newer than the library's Unicode are left out and counted."""
    wrong, newer = [], []
    count = 0
    for code, name, joining, _group in unicode_data.lines(FILE):
        count += 1
        character = unicode_data.characters(code)
        if regex.match(r"\p{Cn}", character):
            newer.append(code)
        elif not regex.fullmatch(rf"\p{{jt={joining}}}", character):
            wrong.append((code, name, joining))
    assert wrong == []
    assert len(newer) <= 30
    assert count - len(newer) >= 828


def test_a_letter_joins_on_the_sides_that_the_file_says() -> None:
    """Between two letters that join on both sides, and between two that join on none."""
    wrong = []
    types = {unicode_data.characters(code): joining for code, _, joining, _ in unicode_data.lines(FILE)}
    for character, joining in types.items():
        if not unicodedata.name(character, "").startswith("ARABIC LETTER"):
            continue
        shaped = shaping.shape(f"ب{character}ب")
        told = (shaped[0] == "ﺑ", shaped[2] == "ﺐ")
        if told != (joining in "DRC", joining in "DLC"):
            wrong.append((character, joining, told))
    assert wrong == []
