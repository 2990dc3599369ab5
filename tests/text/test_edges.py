"""Moving the edges of a range by words and letters, and taking signs off."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import segment
from annotator.text.edges import EdgeStep, moved, trimmed
from annotator.text.layout import Layout

TEXT = "قصف الجيشُ «مدينة حلب» أمس.\n\nنفى ذلك بالأمـس لا غير\n"
STEPS = [EdgeStep(at_end, onward, by_letter) for at_end in (True, False) for onward in (True, False) for by_letter in (True, False)]  # fmt: skip


def after(text: str, words: str, step: EdgeStep, times: int = 1) -> str | None:
    """The text in a range after some steps, which began at the first `words`."""
    layout = Layout(text, 20)
    start = text.index(words)
    range_ = start, start + len(words)
    for _ in range(times):
        found = moved(layout, range_, step)
        if found is None:
            return None
        range_ = found
    return text[slice(*range_)]


@pytest.mark.parametrize(
    ("words", "at_end", "onward", "by_letter", "times", "left"),
    [
        ("الجيشُ", True, True, False, 1, "الجيشُ «مدينة"),
        ("الجيشُ «مدينة", True, False, False, 1, "الجيشُ"),
        ("الجيشُ", True, False, False, 1, None),
        ("الجيشُ «مدينة", False, True, False, 1, "مدينة"),
        ("الجيشُ", False, False, False, 1, "قصف الجيشُ"),
        ("قصف", False, False, False, 1, None),
        ("غير", True, True, False, 1, None),
        ("جيش", False, False, False, 1, "الجيش"),
        ("الجي", True, True, False, 1, "الجيشُ"),
        ("أمس", True, True, False, 1, "أمس.\n\nنفى"),
        ("نفى", False, False, False, 2, "حلب» أمس.\n\nنفى"),
        ("الجيشُ", True, False, True, 1, "الجي"),
        ("الجي", True, True, True, 1, "الجيشُ"),
        ("الجيشُ", False, True, True, 2, "جيشُ"),
        ("أمس.", True, True, True, 1, "أمس.\n\nن"),
        ("أمس.\n\nن", True, False, True, 1, "أمس."),
        ("س.\n\nنفى", False, True, True, 2, "نفى"),
        ("نفى", False, False, True, 1, ".\n\nنفى"),
        ("لا", True, False, True, 1, "ل"),
        ("ق", True, False, True, 1, None),
        ("ق", False, True, True, 1, None),
    ],
)  # fmt: skip
def test_each_edge_goes_by_words_and_by_letters(
    words: str, at_end: bool, onward: bool, by_letter: bool, times: int, left: str | None
) -> None:
    assert after(TEXT, words, EdgeStep(at_end, onward, by_letter), times) == left


CLAUSES = "وقال نادر، وهو صياد: «رأينا ٣,٥ كلم من الدخان»\nثم عدنا - خاص | بدأت المفاوضات الأوكرانية-الروسية"


@pytest.mark.parametrize(
    ("words", "at_end", "times", "left"),
    [
        ("الدخان", False, 1, "رأينا ٣,٥ كلم من الدخان"),
        ("صياد", False, 1, "وهو صياد"),
        ("وهو صياد", False, 1, "وقال نادر، وهو صياد"),
        ("صياد", False, 3, None),
        ("عدنا", False, 1, "ثم عدنا"),
        ("ثم", False, 1, "رأينا ٣,٥ كلم من الدخان»\nثم"),
        ("ياد", False, 1, "وهو صياد"),
        ("نادر", False, 1, "وقال نادر"),
        ("وقال", True, 1, "وقال نادر"),
        ("رأينا", True, 1, "رأينا ٣,٥ كلم من الدخان"),
        ("عدنا", True, 1, "عدنا - خاص"),
        ("بدأت", False, 1, "خاص | بدأت"),
        ("الروسية", True, 1, None),
        ("الروسية", False, 1, "بدأت المفاوضات الأوكرانية-الروسية"),
    ],
)
def test_an_edge_goes_to_where_a_clause_begins_or_ends(
    words: str, at_end: bool, times: int, left: str | None
) -> None:
    step = EdgeStep(at_end=at_end, onward=at_end, by_clause=True)
    assert after(CLAUSES, words, step, times) == left


texts = st.lists(
    st.sampled_from(["قصف", "الجيشُ", "لا", "وَ", " ", " ", "«", "»", ".", "\n", "\r\n", "👨‍👩‍👧", "MX-4", "3,000", "بـ", "\u200f", "e\u0301"]),
    min_size=1,
    max_size=12,
).map("".join)  # fmt: skip


@given(texts, st.integers(0, 60), st.integers(1, 60), st.sampled_from(STEPS), st.integers(4, 40))
def test_a_step_moves_one_edge_to_the_next_one_and_no_further(
    text: str, start: int, length: int, step: EdgeStep, width: int
) -> None:
    start = start % len(text)
    end = min(start + length, len(text))
    found = moved(Layout(text, width), (start, end), step)
    letters = [match.span() for match in regex.finditer(r"\X", text)]
    words = list(segment.words(text))
    ends = [
        edge[step.at_end]
        for edge in (letters if step.by_letter else words)
        if not step.by_letter or text[edge[0]] not in "\r\n"
    ]
    at = end if step.at_end else start
    on_the_way = sorted(edge for edge in ends if (edge > at if step.onward else edge < at))
    expected = (on_the_way[0] if step.onward else on_the_way[-1]) if on_the_way else None
    if expected is not None and not (start < expected if step.at_end else expected < end):
        expected = None
    if found is None:
        assert expected is None
        return
    assert (found[0] if step.at_end else found[1]) == (start if step.at_end else end)
    assert found[step.at_end] == expected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("«حلب»", "حلب"),
        ("(حلب)،", "حلب"),
        (" \u200f“حلب”. ", "حلب"),
        ("حلب؟!…", "حلب"),
        ("[ «حلب (المدينة)» ]", "حلب (المدينة)"),
        ("صحيفة «الوطن»", "صحيفة «الوطن»"),
        ("صحيفة «الوطن».", "صحيفة «الوطن»"),
        ("«الوطن» و«البعث»", "«الوطن» و«البعث»"),
        ("الوطن»", "الوطن"),
        ("«الوطن", "الوطن"),
        ('"الوطن"', "الوطن"),
        ('صحيفة "الوطن"', 'صحيفة "الوطن"'),
        ("'حلب'", "حلب"),
        ("rock 'n' roll'", "rock 'n' roll"),
        ("50%", "50%"),
        ("#حلب.", "#حلب"),
        ("حلب", "حلب"),
        ("\n\tحلب\n", "حلب"),
        ("حَلَبَ،", "حَلَبَ"),
        ("«»", None),
        (" .، ", None),
        ("(", None),
    ],
)  # fmt: skip
def test_signs_go_from_both_edges_unless_their_other_half_stays(text: str, left: str | None) -> None:
    found = trimmed(Layout(text, 12), (0, len(text)))
    assert (None if found is None else text[slice(*found)]) == left


@given(texts, st.integers(0, 60), st.integers(1, 60))
def test_what_is_trimmed_is_within_and_stays_so(text: str, start: int, length: int) -> None:
    layout = Layout(text, 12)
    start = start % len(text)
    end = min(start + length, len(text))
    found = trimmed(layout, (start, end))
    if found is None:
        return
    assert start <= found[0] < found[1] <= end
    assert trimmed(layout, found) == found


@pytest.mark.parametrize("text", ['"حقل" و"نور"', "'حقل' و'نور'", 'حزب و"نور"', "‹حقل› و‹نور›"])
def test_a_quote_behind_a_clitic_is_no_apostrophe(text: str) -> None:
    assert trimmed(Layout(text, 12), (0, len(text))) == (0, len(text))
