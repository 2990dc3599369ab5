from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.offsets import Utf16Offsets

TEXTS = st.text(
    st.one_of(
        st.sampled_from("اب \u0651🚑👨\u200d🇸🇩𐎀\uffff\U00010000\U0010ffff"), st.characters(codec="utf-8")
    )
)


@given(TEXTS)
def test_units_are_those_of_the_encoding(text: str) -> None:
    units = Utf16Offsets(text)
    assert len(units) == len(text.encode("utf-16-le")) // 2
    for offset in range(len(text) + 1):
        unit = len(text[:offset].encode("utf-16-le")) // 2
        assert units.to_utf16(offset) == unit
        assert units.to_code_points(unit) == offset


@given(TEXTS)
def test_every_other_unit_is_the_middle_of_a_character(text: str) -> None:
    units = Utf16Offsets(text)
    starts = {units.to_utf16(offset) for offset in range(len(text) + 1)}
    for unit in set(range(len(units) + 1)) - starts:
        with pytest.raises(ValueError, match=f"offset {unit} is in the middle of a character"):
            units.to_code_points(unit)


@pytest.mark.parametrize("text", ["", "خبر", "خبر 🚑"])
def test_offsets_outside_the_text_are_refused(text: str) -> None:
    units = Utf16Offsets(text)
    for unit in (-1, len(units) + 1, 10**20):
        with pytest.raises(
            ValueError, match=f"offset {unit} is outside the text, which has {len(units)} UTF-16"
        ):
            units.to_code_points(unit)
    for offset in (-1, len(text) + 1):
        with pytest.raises(
            ValueError, match=f"offset {offset} is outside the text, which has {len(text)} char"
        ):
            units.to_utf16(offset)
