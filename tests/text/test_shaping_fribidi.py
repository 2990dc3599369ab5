"""Shaping against FriBidi: the same form for every letter, and the same lam-alef."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from annotator import resources
from annotator.text import segment, shaping
from annotator.text.layout import Layout
from tests.text import fribidi

LETTERS = [
    chr(code)
    for code in [
        *range(0x0620, 0x064B),
        *range(0x066E, 0x06D4),
        0x06D5,
        0x06EE,
        0x06EF,
        *range(0x06FA, 0x0700),
        *range(0x0750, 0x0780),
    ]
    if unicodedata.name(chr(code)).startswith("ARABIC LETTER")
]
BETWEEN = {
    "nothing": "",
    "haraka": "\u064e",
    "shadda and haraka": "\u0651\u064e",
    "tatweel": "\u0640",
    "superscript alef": "\u0670",
}
SHARED_ARTICLES = Path(__file__).parents[3] / "shared" / "articles"


def differences(text: str) -> set[tuple[str, str, str]]:
    """Return what FriBidi shapes otherwise: the letter and its neighbours, FriBidi's form, ours."""
    pairs = zip(fribidi.shape(text), shaping.shape(text), strict=True)
    return {
        (text[max(place - 3, 0) : place + 4], theirs, ours)
        for place, (theirs, ours) in enumerate(pairs)
        if theirs != ours
    }


@pytest.mark.parametrize("between", BETWEEN.values(), ids=list(BETWEEN))
def test_every_pair_of_letters(between: str) -> None:
    assert len(LETTERS) == 199
    for first in LETTERS:
        pairs = [first + between + second for second in LETTERS]
        assert not differences(" ".join([*pairs, *(f"ب{pair}ب" for pair in pairs)]))


def test_every_paragraph_of_the_samples() -> None:
    lines = (resources.sample_data() / "articles.jsonl").read_text("utf-8").splitlines()
    assert len(lines) >= 12
    for line in lines:
        text = json.loads(line)["text"]
        for start, stop, _ in segment.paragraphs(text):
            assert not differences(text[start:stop])


def test_every_paragraph_of_real_articles() -> None:
    files = sorted(SHARED_ARTICLES.glob("*.txt"))
    if not files:
        pytest.skip("there are no articles beside the checkout")
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            assert not differences(line)


@pytest.mark.parametrize("alef", "اأإآ")
@pytest.mark.parametrize("before", ["", "ب", "د", "ء", "ـ", "ل"])
@pytest.mark.parametrize("after", ["", "ب", " "])
def test_lam_and_alef_become_the_glyph_that_fribidi_makes(before: str, alef: str, after: str) -> None:
    word = f"{before}ل{alef}{after}"
    theirs = fribidi.shape(word, fribidi.PRESENTATION_FORMS | fribidi.LIGATURES).replace(fribidi.FILL, "")
    assert len(theirs) == len(word) - 1
    row = Layout(word, 20).row(0)
    assert row.text[::-1] == theirs
    apart = Layout(word, 20).row(0, frozenset({len(before) + 1}))
    assert apart.text[::-1] == fribidi.shape(word)


@pytest.mark.parametrize("marks", ["\u064e", "\u0651\u064e", "\u0670", "\u0610"])
def test_marks_on_the_lam_keep_it_from_no_alef(marks: str) -> None:
    """Known difference: FriBidi joins only a lam that stands next to its alef. In print a haraka changes nothing."""
    word = f"ب{'ل'}{marks}ا\u064b"
    theirs = fribidi.shape(word, fribidi.PRESENTATION_FORMS | fribidi.LIGATURES)
    assert theirs == f"ﺑﻠ{marks}ﺎ\u064b"
    row = Layout(word, 20).row(0)
    assert [glyph.text for glyph in row.glyphs] == [f"ﻼ{marks}\u064b", "ﺑ"]
    apart = Layout(word, 20).row_apart(0)
    assert [glyph.text for glyph in apart.glyphs] == ["ﺎ\u064b", f"ﻠ{marks}", "ﺑ"]
