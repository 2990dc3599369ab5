"""The rule by which tagging a word leaves its clitics out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text import fold
from annotator.text.left_out import is_all_clitics, left_out

CORPUS = """
دخل الجيش مدينة دمشق أمس. قال وليد إن القوات قرب حقل النفط في لبنان، وتاب الرجل. الكتاب الجديد في بغداد.
سافر إلى سوريا وإلى اليمن. يعلن المجلس الأسماء. وقف لوليد، هذا كتاب. ليد ندن بنان قال إنه تاب.
"""
WORDS = frozenset(fold.wide(CORPUS).split())


def rest(text: str, corpus: frozenset[str] = WORDS) -> str:
    return text[left_out(text, 0, len(text), corpus.__contains__) :]


@pytest.mark.parametrize(
    ("whole", "left", "stored"), [(2, 1, "غداد"), (3, 1, "غداد"), (4, 1, "بغداد"), (1000, 1000, "غداد")]
)
def test_a_word_is_not_cut_where_what_is_left_is_far_rarer(whole: int, left: int, stored: str) -> None:
    counts = {"بغداد": whole, "غداد": left}
    assert "بغداد"[left_out("بغداد", 0, 5, lambda word: counts.get(word, 0)) :] == stored


@pytest.mark.parametrize(
    ("tagged", "stored"),
    [
        ("بدمشق", "دمشق"),
        ("بِدِمَشْقَ", "دِمَشْقَ"),
        ("بحقل النفط", "حقل النفط"),
        ("وبالقوات", "القوات"),
        ("والقوات المسلحة", "القوات المسلحة"),
        ("القوات", "القوات"),
        ("للجيش", "جيش"),
        ("وللجيش", "جيش"),
        ("للبنان", "لبنان"),
        ("وسيعلن", "يعلن"),
        ("وبغداد", "بغداد"),
        ("ووليد", "وليد"),
        ("وكتاب", "كتاب"),
        ("كتاب", "كتاب"),
        ("وليد", "وليد"),
        ("سوريا", "سوريا"),
        ("لمدينة", "مدينة"),
        ("بحلب", "بحلب"),
        ("«بدمشق»", "«بدمشق»"),
        ("دمشق", "دمشق"),
        ("", ""),
    ],
)  # fmt: skip
def test_only_what_leaves_a_word_of_the_corpus_is_left_out(tagged: str, stored: str) -> None:
    assert rest(tagged) == stored


@pytest.mark.parametrize("word", ["وليد", "بغداد", "كتاب"])
def test_plain_words_are_never_cut_where_the_corpus_has_not_the_rest(word: str) -> None:
    assert rest(word, frozenset({"وليد", "بغداد", "كتاب"})) == word


@pytest.mark.parametrize(("word", "behind"), [("وليد", "لوليد"), ("بغداد", "ببغداد"), ("كتاب", "الكتاب")])
def test_plain_words_are_not_cut_where_the_rest_is_a_word_too(word: str, behind: str) -> None:
    assert rest(word, frozenset({word, word[1:], behind})) == word
    assert rest(f"و{word}", frozenset({word, word[1:], behind})) == word


@pytest.mark.parametrize(
    ("text", "said"), [("و", True), ("وب", True), ("ال", True), ("بـ", True), ("وَ", True), ("بك", False), ("دمشق", False), ("", False), ("3", False)]
)  # fmt: skip
def test_what_is_nothing_but_clitics(text: str, said: bool) -> None:
    assert is_all_clitics(text, 0, len(text)) is said


def test_letters_within_a_word_are_no_clitics() -> None:
    assert not is_all_clitics("حلب", 1, 3)


pieces = st.lists(
    st.sampled_from(["و", "ب", "ل", "ك", "ال", "لل", "س", "دمشق", "وليد", "يد", " ", "ـ", "َ"]), min_size=1, max_size=6
).map("".join)  # fmt: skip


@given(pieces, st.sets(pieces).map(frozenset), st.integers(0, 12), st.integers(1, 12))
def test_something_is_left_always_and_is_a_word_of_the_corpus(
    text: str, corpus: frozenset[str], start: int, length: int
) -> None:
    start = min(start, len(text) - 1)
    end = min(start + length, len(text))
    folded = frozenset(word for one in corpus for word in fold.wide(one).split())
    found = left_out(text, start, end, folded.__contains__)
    assert start <= found < end
    if found > start:
        word = fold.wide(text[found:end]).split()[0]
        assert word in folded or f"ال{word}" in folded
