"""From one clitic of a word to the next, and back."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.clitics import next_clitic, previous_clitic


def peeled(text: str) -> list[str]:
    """What is left of a text after each step."""
    found, start = [], 0
    while (after := next_clitic(text, start, len(text))) is not None:
        found.append(text[after:])
        start = after
    return found


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("بحقل", ["حقل"]),
        ("وبالقوات", ["بالقوات", "القوات", "قوات"]),
        ("القوات", ["قوات"]),
        ("ٱلقوات", ["قوات"]),
        ("فكالجبل", ["كالجبل", "الجبل", "جبل"]),
        ("للجيش", ["لجيش", "جيش"]),
        ("للبنان", ["لبنان", "بنان"]),
        ("وللجيش", ["للجيش", "لجيش", "جيش"]),
        ("سيعلن", ["يعلن"]),
        ("وسيعلن", ["سيعلن", "يعلن"]),
        ("سوريا", []),
        ("حقل", []),
        ("و", []),
        ("وب", ["ب"]),
        ("ال", []),
        ("بـ", []),
        ("بـ2024", ["2024"]),
        ("وَبِالْقُوَّاتِ", ["بِالْقُوَّاتِ", "الْقُوَّاتِ", "قُوَّاتِ"]),
        ("بــِـدمشق", ["دمشق"]),
        ("ﻭﺑﺤﻘﻞ", ["ﺑﺤﻘﻞ", "ﺤﻘﻞ"]),
        ("بِـ\u200cدمشق", ["دمشق"]),
        ("بـ«دمشق»", []),
        ("و دمشق", []),
        ("", []),
        ("MX-4", []),
    ],
)  # fmt: skip
def test_each_step_is_past_one_clitic(word: str, left: list[str]) -> None:
    assert peeled(word) == left


def test_within_a_word_there_is_a_clitic_only_behind_others() -> None:
    text = "ذهب وليد"
    assert next_clitic(text, text.index("ليد"), len(text)) == text.index("يد")
    assert next_clitic(text, text.index("هب"), len(text)) is None
    assert next_clitic("كتب", 1, 3) is None
    assert previous_clitic(text, text.index("يد")) == text.index("ليد")
    assert previous_clitic(text, text.index("وليد")) is None
    assert previous_clitic(text, text.index("هب")) is None


def test_what_is_left_is_never_empty() -> None:
    assert next_clitic("وبالقوات", 0, 1) is None
    assert next_clitic("وبالقوات", 0, 2) == 1
    assert next_clitic("وَب", 0, 2) is None


words = st.lists(
    st.sampled_from(["و", "ف", "ب", "ل", "ك", "س", "ا", "ٱ", "ل", "ـ", "َ", "ّ", "م", "ي", "3", " ", "«"]), min_size=1, max_size=9
).map("".join)  # fmt: skip


@given(words, st.integers(0, 9), st.integers(1, 9))
def test_each_step_forward_is_taken_back_by_one_and_no_letter_is_parted(
    text: str, start: int, length: int
) -> None:
    start = min(start, len(text) - 1)
    end = min(start + length, len(text))
    after = next_clitic(text, start, end)
    if after is None:
        return
    assert start < after < end
    assert previous_clitic(text, after) == start
    edges = {0} | {match.end() for match in regex.finditer(r"\X", text)}
    assert after in edges
    assert text[after] not in "ـَّ «", "marks and tatweel go with their letter"
