"""Names in one text: where they stand, and with which edges; compared with a plain search that knows nothing of ours."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.text import segment
from annotator.text.names import NamesIn, words


def found(name: str, text: str, *, pronouns: bool = False) -> list[str]:
    return [text[one.start : one.end] for one in NamesIn(text).places(name, pronouns=pronouns)]


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        ("حقل", "حقل بحقل والحقل للحقل وكحقل حقول محقل حقلنا", ["حقل"] * 5),
        ("القدس", "القدس وبالقدس كَالْقُدْس قدس", ["القدس", "القدس", "الْقُدْس"]),
        ("الجيش", "للجيش وللجيش فللجيش بجيش لجيش الجيش", ["جيش", "جيش", "جيش", "الجيش"]),
        ("جيش", "للجيش بالجيش والجيش", ["جيش"] * 3),
        ("اللغة", "للغة واللغه باللغة", ["لغة", "اللغه", "اللغة"]),
        ("لغة", "للغة لللغة اللغة", ["لغة", "لغة", "لغة"]),
        ("بحقل", "حقل وبحقل", ["بحقل"]),
        ("وليد", "وليد ووليد ليد", ["وليد", "وليد"]),
        ("بغداد", "بغداد ببغداد غداد", ["بغداد", "بغداد"]),
        ("مصطفى", "مُصْطَفي لمصطفى", ["مُصْطَفي", "مصطفى"]),
        ("إيران", "ايران وإيـران أيران", ["ايران", "إيـران", "أيران"]),
        ("مؤتمر", "المؤتمر مءتمر", ["مؤتمر", "مءتمر"]),
        ("الأمم المتحدة", "للأمم المتحدة، والأمم\nالمتحده الأمم  ـ المتحدة", ["أمم المتحدة", "الأمم\nالمتحده", "الأمم  ـ المتحدة"]),
        ("الأمم المتحدة", "الأمم، المتحدة الأمم. المتحدة الأمم\n\nالمتحدة الأمم والمتحدة الأمم بها المتحدة", []),
        ("أبو-ظبي", "أبو ظبي أبو-ظبي أبو - ظبي وأبو-ظبي", ["أبو-ظبي", "أبو - ظبي", "أبو-ظبي"]),
        ("«الوطن»", "جريدة «الوطن» والوطن", ["«الوطن»", "الوطن"]),
        ("#حقل", "#حقل حقل وحقل #وحقل #حقل.", ["#حقل", "حقل", "حقل", "حقل", "#حقل"]),
        ("عيد", "عيد سعيد وعيد", ["عيد", "عيد"]),
        ("50%", "بين 50% و50% و50 فقط", ["50%", "50%", "50"]),
        ("U.S.", "the U.S. and U.S forces", ["U.S.", "U.S"]),
        ("سلام سلام", "سلام سلام سلام", ["سلام سلام", "سلام سلام"]),
        ("قال زيد\n\nنعم", "قال زيد\n\nنعم قال زيد نعم", ["قال زيد\n\nنعم"]),
        ("أمن", "باﻷمن باﻷمن وأمن لاﻷمن", ["أمن"]),
        ("F-16", "طائرة F-16 وf–16 وF-١٦", ["F-16", "F-١٦"]),
        ("«»", "«»", []),
        ("\u064b\u0651", "\u064b\u0651 ب\u064b", []),
        ("", "نص", []),
    ],
)  # fmt: skip
def test_where_a_name_stands(name: str, text: str, names: list[str]) -> None:
    assert found(name, text) == names


@pytest.mark.parametrize(
    ("name", "text", "names"),
    [
        ("كتاب", "كتابه وكتابها بكتابهم كتابي كتابنا كتاب كتابات الكتابه", ["كتاب"] * 6),
        ("مدرسة", "مدرستهم مدرسة مدرسه مدرسهم", ["مدرست", "مدرسة", "مدرسه"]),
        ("مستشفى", "مستشفاهم مستشفيكم", ["مستشفا", "مستشفي"]),
        ("وزير خارجية", "وزير خارجيتها ووزيرها خارجية", ["وزير خارجيت"]),
        ("كتاب", "كتابُهُ", ["كتابُ"]),
    ],
)
def test_before_a_pronoun_only_where_that_is_asked_for(name: str, text: str, names: list[str]) -> None:
    assert found(name, text, pronouns=True) == names
    assert len(found(name, text)) < len(names)


def test_the_words_of_a_name() -> None:
    assert words("«وِزارة، الدفاع»") == ("وزاره", "الدفاع")
    assert words("،َـ") == ()


# --- against a plain search -------------------------------------------------------------------------

_MARKS = "\u064b\u064e\u0651ـ\u200f\u200c"
_PLAIN = str.maketrans("أإآىة", "اااي" + "ه")


def plainly(name: str, text: str, *, pronouns: bool) -> set[tuple[int, int]]:
    """Try every range of the text that begins and ends with a letter, and compare its letters with those of the name."""
    wanted = _letters(name)
    if not wanted.strip():
        return set()
    places = set()
    letters = [offset for offset, one in enumerate(text) if one.isalpha() and one != "ـ"]
    for start in letters:
        for last in letters:
            end = last + 1
            while end < len(text) and text[end] in "\u064b\u064e\u0651ـ\u200c":
                end += 1
            before = re.search(r"[\w\u064b-\u0652ـ\u200c\u200f]*\Z", text[:start])
            behind = re.match(r"[\w\u064b-\u0652ـ\u200c\u200f]*", text[end:])
            assert before is not None
            assert behind is not None
            clitics, pronoun = _letters(before[0]), _letters(behind[0])
            own = _letters(text[start:end])
            if start <= last and _is_name(clitics, own, pronoun, name, wanted, pronouns=pronouns):
                places.add((start, end))
    return places


def _is_name(clitics: str, own: str, pronoun: str, name: str, wanted: str, *, pronouns: bool) -> bool:
    if pronoun and not (pronouns and re.fullmatch("ه|ها|هم|هن|هما|ك|كم|كن|كما|ي|نا", pronoun)):
        return False
    if pronoun and clitics.endswith(("ال", "لل")) and " " not in wanted:
        return False
    if pronoun and re.search(f"ة[{_MARKS}«»، \n]*\\Z", name):
        wanted = wanted[:-1] + "ت"
    ways = {wanted}
    if pronoun and re.search(f"ى[{_MARKS}«»، \n]*\\Z", name):
        ways.add(wanted[:-1] + "ا")
    if own in ways and re.fullmatch("[وف]?(ب|ل|ك|س|ال|بال|كال|لل)?", clitics):
        return True
    without = {
        way[2:] for way in ways if way.startswith("ال") and not way[2:].startswith((" ", "ل")) and way[2:]
    }
    if own in without and re.fullmatch("[وف]?لل", clitics):
        return True
    with_lam = {way[2:] for way in ways if way.startswith("الل")}
    return own in with_lam and re.fullmatch("[وف]?ل", clitics) is not None


def _letters(text: str) -> str:
    """Folded letters; white space between words as one blank, a blank line as two newlines, other signs as they are."""
    kept = "".join(one for one in text if one not in _MARKS).translate(_PLAIN).strip(" \n،«»")
    kept = re.sub(r"[ \n]*\n *\n[ \n]*", "\0", kept)
    kept = re.sub(r"[ \n]+", " ", kept)
    kept = re.sub(r" ?\0 ?", "\n\n", kept)
    return re.sub(r" ?([،«»]) ?", r"\1", kept)


LETTERS = "والبلكسهتةىيمأ"
pieces = st.text(LETTERS, min_size=1, max_size=4)
gaps = st.sampled_from([" ", " ", " ", "، ", "\n", " \n ", "\n\n", "ـ ", " \u200f", "»", "\u064e ", " ـ "])
whole_words = st.tuples(
    st.sampled_from(["", "", "", "و", "ب", "ال", "بال", "ولل", "لل", "ف", "كال", "\u0651", "\u200f"]),
    st.sampled_from(["ميم", "الام", "مى", "مة", "اللب", "لب", "وهم", "م\u064eي\u200cم", "ا"]),
    st.sampled_from(["", "", "", "ه", "هم", "نا", "\u064b", "ـ", "\u200f", "\u200c"]),
).map("".join)


@st.composite
def texts_with_names(draw: st.DrawFn) -> tuple[str, str]:
    parts = draw(
        st.lists(st.tuples(st.one_of(whole_words, whole_words, pieces), gaps), min_size=1, max_size=7)
    )
    text = "".join(one for pair in parts for one in pair)
    if draw(st.booleans()):
        start = draw(st.integers(0, len(text) - 1))
        return text[start : draw(st.integers(start, len(text)))], text
    return "".join(
        one for pair in draw(st.lists(st.tuples(whole_words, gaps), max_size=3)) for one in pair
    ), text


@given(texts_with_names(), st.booleans())
@example(("سلام سلام", "سلام سلام سلام"), False)
@example(("الام", "للام وللامهم"), True)
def test_they_are_those_of_a_plain_search(drawn: tuple[str, str], pronouns: bool) -> None:
    name, text = drawn
    got = NamesIn(text).places(name, pronouns=pronouns)
    assert {(one.start, one.end) for one in got} == plainly(name, text, pronouns=pronouns)
    assert got == sorted(got)
    assert NamesIn(text).count(name) >= len(got)


@given(texts_with_names(), st.booleans())
def test_edges_part_no_letter_from_its_marks_and_hold_no_more_signs_than_the_name(
    drawn: tuple[str, str], pronouns: bool
) -> None:
    name, text = drawn
    boundaries = {0, *(end for _, end in segment.graphemes(text))}
    for one in NamesIn(text).places(name, pronouns=pronouns):
        assert {one.start, one.end} <= boundaries
        assert 0 <= one.first <= one.start < one.end <= one.last <= len(text)
        assert unicodedata.category(text[one.start])[0] in "LN"
        assert {sign for sign in text[one.start : one.end] if sign in "،«»"} <= set(name)


def test_each_word_of_a_text_is_looked_at_once_however_a_name_repeats_itself() -> None:
    text = "لا " * 3_000
    assert len(found("لا " * 90, text)) == 3_000 - 89
