"""Texts that try a layout: Arabic with everything that Unicode can put between its letters."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from annotator.text.bidi import Direction
from annotator.text.layout import Layout

SEPARATORS = ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"]
BIDI_CONTROLS = list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPECIAL = [
    *SEPARATORS,
    *BIDI_CONTROLS,
    *"\t\0\x1b\x1c\x1d\x1e\x1f\x7f\x80\x9b\x9f",
    *"\u00a0\u00ad\u034f\u115f\u1160\u200b\u200c\u200d\u2060\ufe0f\ufeff\ufffd\uffff",
    *"\u0600\u06dd\u070f",  # format characters that are seen, and hold on to the next
    "\ud800",
    "\udfff",
    *"لاآأإمهيء٣3%.,-/()[]«»“”\"'؟؛ـ ",
    "لا",
    "لَا",
    "ل\u200dا",
    "لا\u200d",
    "لا\t",
    *"ًٌٍَُِّْٰٓٔٱ",
    *"aZ0 é世ｶ️한각",
    "가",
    "👨\u200d👩\u200d👧",
    "👍🏽",
    "🇮🇶",
    "❤️",
    "1️⃣",
    "नि",
    "\u0d4e",
    "\U000e0041",
    "〈",
]

texts = st.lists(
    st.one_of(
        st.sampled_from(_SPECIAL),
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.sampled_from(" لابم"),
        st.characters(),
    ),
    max_size=60,
).map("".join)

plain_texts = st.text("ابلـمa1 -/٣3،ًَُّٰ«”", max_size=80)

widths = st.one_of(st.integers(1, 12), st.integers(13, 200))


class Sheet(NamedTuple):
    """How a text is laid out."""

    text: str
    width: int
    direction: Direction = Direction.AUTO
    invisible: bool = False
    logical: bool = False

    def lay_out(self) -> Layout:
        return Layout(
            self.text, self.width, direction=self.direction, invisible=self.invisible, logical=self.logical
        )


sheets = st.builds(Sheet, texts, widths, st.sampled_from(Direction), st.booleans(), st.booleans())
