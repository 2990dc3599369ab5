from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import fold
from annotator.text.occurrences import forms, occurrences
from tests.text.strategies import texts


@pytest.mark.parametrize(
    ("name", "text", "names", "words"),
    [
        ("القدس", "في القدس", ["القدس"], ["القدس"]),
        ("القدس", "وبالقدس، وَالْقُدْسُ", ["القدس", "الْقُدْسُ"], ["وبالقدس", "وَالْقُدْسُ"]),
        ("القدس", "للقدس وقدس", ["قدس", "قدس"], ["للقدس", "وقدس"]),
        ("قدس", "القدس المقدس", ["قدس"], ["القدس"]),
        ("حسن", "حسن وحسن محسن حسنا", ["حسن", "حسن"], ["حسن", "وحسن"]),
        ("غزة", "بِغَزّة غزه", ["غَزّة", "غزه"], ["بِغَزّة", "غزه"]),
        ("لاجئ", "وﻻجئ", ["ﻻجئ"], ["وﻻجئ"]),
        (
            "محمد علي",
            "ومحمد على، محمد بن علي، محمد محمد علي",
            ["محمد على", "محمد علي"],
            ["ومحمد على", "محمد علي"],
        ),
        ("ال", "ال والد", ["ال"], ["ال"]),
        ("«»", "«»", [], []),
        ("", "نص", [], []),
    ],
)
def test_names_behind_clitics(name: str, text: str, names: list[str], words: list[str]) -> None:
    found = list(occurrences(name, text))
    assert [text[one.start : one.end] for one in found] == names
    assert [text[one.word : one.end] for one in found] == words


def test_the_word_itself_is_the_first_form() -> None:
    assert next(iter(forms("القدس"))) == "القدس"
    assert forms("وليد")["وليد"] == 0


@given(texts, st.text("والبكلسقدﻻ\u064e ", min_size=1, max_size=6), texts)
def test_ranges_are_in_order_and_hold_a_form_of_the_name(before: str, name: str, after: str) -> None:
    text = f"{before} {name} {after}"
    wanted = fold.wide(name).split()
    last = 0
    found = list(occurrences(name, text))
    assert bool(found) >= bool(wanted)
    for one in found:
        assert last <= one.word <= one.start < one.end <= len(text)
        assert fold.wide(text[one.word : one.end]).split()[0] in forms(wanted[0])
        assert fold.wide(text[one.word : one.end]).split()[1:] == wanted[1:]
        last = one.start
