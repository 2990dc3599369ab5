from __future__ import annotations

import os
import random
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.datasets import near_duplicates
from annotator.datasets.near_duplicates import EXACT, MANY, near, shingles
from tests.datasets import copying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STORY = (
    "قصفت طائرة مسيّرة فجر اليوم ميناء الغضا، وأصابت مستودعًا للحبوب كان يضم مساعدات لآلاف الأسر النازحة.\n\n"
    "وقال المتحدث باسم حرس الميناء إن الحريق امتد إلى رصيفين قبل أن تسيطر عليه فرق الإطفاء بعد ثلاث ساعات.\n\n"
    "ونفت قيادة لواء الضفة مسؤوليتها عن الهجوم، واتهمت المجلس المحلي بتضليل الرأي العام.\n\n"
    "ودعت منظمة الإغاثة إلى فتح ممر آمن لنقل الجرحى إلى مستشفى المدينة في أقرب وقت."
)
OTHER = (
    "وصلت قافلة إغاثة من ثلاثين شاحنة إلى قرية عين السدر محمّلة بالطحين والدواء، بعد انتظار دام أربعة أيام عند الجسر.\n\n"
    "وأوضح رئيس اللجنة أن التوزيع سيبدأ غدًا في ساحة المدرسة، وأن الأولوية للأسر التي فقدت بيوتها في الفيضان."
)
CORPORA = Path(os.environ.get("ANNOTATOR_CORPORA", "nowhere"))
SAMPLED = 0
each_way_of_finding = pytest.mark.parametrize("exact", [EXACT, SAMPLED], ids=["exact", "sampled"])


def groups(texts: Mapping[str, str], exact: int = EXACT) -> list[tuple[str, ...]]:
    return near_duplicates.groups(texts, lambda key: shingles(texts[key]), exact)


def likeness(one: str, other: str) -> bool:
    result = near(shingles(one), shingles(other), lambda _: False)
    assert result == near(shingles(other), shingles(one), lambda _: False)
    return result


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        "عاجل: حريق كبير في المرفأ\n" + STORY,
        STORY.replace("واتهمت المجلس المحلي بتضليل الرأي العام", "ودعت إلى تحقيق مستقل في ما جرى"),
        STORY.replace("ا", "أ").replace("ق", "قَ").replace("،", "").replace("\n\n", " "),
        STORY.split("\n\nودعت")[0],
        STORY.split("\n\n")[2],
        STORY + "\n\n" + OTHER,
    ],
    ids=["itself", "headline", "sentence", "spelling", "shortened", "one sentence", "longer"],
)
def test_copies_are_alike(copy: str) -> None:
    assert likeness(STORY, copy)


@pytest.mark.parametrize("other", [OTHER, "", "نعم", STORY[:40] + OTHER])
def test_others_are_not(other: str) -> None:
    assert not likeness(STORY, other)


def test_without_letters_nothing_is_alike() -> None:
    assert shingles("") == shingles(" …!\n") == set()
    assert not likeness("!", "؟")
    assert groups({"a": "!", "b": "؟", "c": ""}) == [("a",), ("b",), ("c",)]


def test_short_texts_are_compared_whole() -> None:
    assert likeness("نعم.", "«نعم»")
    assert not likeness("نعم", "كلا")
    said = {"a": "نعم", "b": "«نعم»", "c": "قال نعم للصحفيين", "d": "للصحفيين"}
    assert groups(said) == [("a", "b"), ("c", "d")]


def test_shingles_are_the_same_everywhere() -> None:
    assert shingles("قصفت طائرة") == {1057761847, 3144070565, 4236578738}


@each_way_of_finding
@pytest.mark.parametrize("seed", range(2))
def test_no_pair_lies_apart_that_the_rule_ties(exact: int, seed: int) -> None:
    """Each article is compared with each: among a few hundred, made in every way from originals of every length."""
    texts = copying.articles(120, seed)
    pairs = copying.tied(texts)
    assert len(pairs) > 80
    found = groups(texts, exact)
    assert copying.apart(pairs, found) == []
    assert sum(len(group) > 1 for group in found) > 40


@pytest.fixture(scope="module")
def wojood() -> dict[str, str]:
    if not CORPORA.is_dir():
        pytest.skip("ANNOTATOR_CORPORA names no folder of corpora")
    found: dict[str, None] = {}
    for file in sorted((CORPORA / "wojood").glob("*.txt")):
        for lines in file.read_text("utf-8").split("\n\n"):
            if words := [line.split(" ")[0] for line in lines.splitlines() if line.strip()]:
                found[" ".join(words)] = None
    assert len(found) == 1582
    return {str(number): text for number, text in enumerate(found)}


@each_way_of_finding
def test_no_pair_of_wojood_lies_apart(exact: int, wojood: dict[str, str]) -> None:
    pairs = copying.tied(wojood)
    assert len(pairs) == 632
    found = groups(wojood, exact)
    assert copying.apart(pairs, found) == []
    assert max(map(len, found)) == 26


@each_way_of_finding
def test_no_shortened_copy_of_wojood_lies_apart(exact: int, wojood: dict[str, str]) -> None:
    drawn = random.Random(1)
    texts, pairs = dict(wojood), []
    for key, text in wojood.items():
        words = text.split()
        for number in range(3 if len(words) > 7 else 0):
            length = max(4, int(len(words) * drawn.uniform(0.2, 0.9)))
            at = drawn.randrange(len(words) - length + 1)
            texts[f"{key}-{number}"] = " ".join(words[at : at + length])
            pairs += copying.tied({some: texts[some] for some in (key, f"{key}-{number}")})
    assert len(pairs) > 3000
    assert copying.apart(pairs, groups(texts, exact)) == []


@each_way_of_finding
@given(
    number=st.integers(1, 60),
    way=st.sampled_from(copying.WAYS),
    others=st.integers(0, 12),
    drawn=st.integers(0, 10_000),
)
def test_copies_of_every_kind_and_length_are_found(
    exact: int, number: int, way: Callable[[list[str], random.Random], list[str]], others: int, drawn: int
) -> None:
    chance = random.Random(drawn)
    original = copying.sentences(chance, number)
    texts = {
        f"o{place}": " ".join(copying.sentences(chance, chance.randint(1, 9))) for place in range(others)
    }
    texts |= {"original": " ".join(original), "copy": " ".join(way(original, chance))}
    assert copying.apart(copying.tied(texts), groups(texts, exact)) == []


@given(st.lists(st.frozensets(st.integers(0, 60), max_size=40), max_size=20))
def test_groups_are_those_of_comparing_each_with_each(sets: list[frozenset[int]]) -> None:
    there = {str(number): some for number, some in enumerate(sets)}
    home = {key: {key} for key in there}
    for one, other in combinations(there, 2):
        if near(there[one], there[other], lambda _: False) and home[one] is not home[other]:
            home[one] |= home[other]
            home |= dict.fromkeys(home[other], home[one])
    found = near_duplicates.groups(there, there.__getitem__)
    assert found == sorted({tuple(sorted(keys)) for keys in home.values()})


@each_way_of_finding
def test_a_sentence_is_found_in_an_article_of_a_thousand(exact: int) -> None:
    drawn = random.Random(7)
    long = copying.sentences(drawn, 1000)
    texts = {f"a{number}": one for number, one in enumerate(long[:: len(long) // 25])}
    assert groups({**texts, "long": " ".join(long)}, exact) == [tuple(sorted([*texts, "long"]))]


@each_way_of_finding
def test_what_hangs_together_by_others_is_one_group(exact: int) -> None:
    parts = (STORY + "\n\n" + OTHER).split("\n\n")
    texts = {"1": "\n".join(parts[:4]), "2": "\n".join(parts[1:5]), "3": "\n".join(parts[2:5])}
    assert not likeness(texts["1"], texts["3"])
    assert groups(texts, exact) == [("1", "2", "3")]


@each_way_of_finding
def test_a_thousand_copies_are_one_group(exact: int) -> None:
    assert len(groups({str(number): f"{STORY[:150]} {number}" for number in range(1000)}, exact)) == 1


FOOTER = "جميع الحقوق محفوظة لوكالة أنباء الساحل، ولا يجوز النشر إلا بإذن مكتوب منها. للاشتراك في نشرة الوكالة راسلوا إدارة التحرير."


@each_way_of_finding
def test_boilerplate_ties_nothing(exact: int) -> None:
    """A footer is more than half of what two short articles have in common, and a text of two words is in all of them."""
    drawn = random.Random(3)
    texts = {f"a{number}": f"{words(drawn, 6)} قطاع الغضا. {FOOTER}" for number in range(MANY + 10)}
    assert likeness(texts["a1"], texts["a2"])
    texts["two words"] = "قطاع الغضا."
    copies = {"b1": texts["a1"], "b2": f"{words(drawn, 1)} {texts['a2']}"}
    assert [group for group in groups(texts | copies, exact) if len(group) > 1] == [
        ("a1", "b1"),
        ("a2", "b2"),
    ]


def test_a_footer_ties_no_articles_of_usual_length() -> None:
    drawn = random.Random(5)
    texts = {f"a{number}": f"{' '.join(copying.sentences(drawn, 12))} {FOOTER}" for number in range(60)}
    assert copying.tied(texts) == []
    assert len(groups(texts)) == 60


def words(drawn: random.Random, number: int) -> str:
    return " ".join("".join(drawn.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=5)) for _ in range(number))


def test_all_is_kept_in_memory_only_up_to_a_size() -> None:
    """Each text is read once where all shingles are kept, and else again for looking them up; samples are small."""
    texts = copying.articles(30, 1)
    asked: list[str] = []

    def shingles_of(key: str) -> set[int]:
        asked.append(key)
        return shingles(texts[key])

    near_duplicates.groups(texts, shingles_of)
    assert sorted(asked) == sorted(texts)
    asked.clear()
    near_duplicates.groups(texts, shingles_of, exact=10_000)
    assert min(asked.count(key) for key in texts) == 2
    assert len(asked) < 4 * len(texts)


@each_way_of_finding
@settings(max_examples=20)
@given(seed=st.integers(0, 5), drawn=st.randoms(use_true_random=False))
def test_without_some_articles_the_others_are_in_the_groups_that_they_have_by_themselves(
    exact: int, seed: int, drawn: random.Random
) -> None:
    texts = copying.articles(8, seed)
    texts |= {f"c{place}": f"{texts[f'a{place}']} {texts[f'a{place + 1}']}" for place in range(7)}
    gone = drawn.sample(list(texts), drawn.randint(0, 10))
    rest = {key: text for key, text in texts.items() if key not in gone}
    asked: list[str] = []

    def shingles_of(key: str) -> set[int]:
        asked.append(key)
        return shingles(texts[key])

    found = near_duplicates.find(texts, shingles_of, exact)
    asked.clear()
    left = found.without(gone)
    assert left.groups == groups(rest)
    assert set(asked).isdisjoint(gone)
    assert all(not set(gone).isdisjoint(group) for key in asked for group in found.groups if key in group)


def test_what_is_common_among_all_stays_so_among_those_that_are_left() -> None:
    drawn = random.Random(3)
    texts = {f"a{number}": f"{words(drawn, 6)} {FOOTER}" for number in range(MANY + 10)}
    assert likeness(texts["a0"], texts["a1"])
    texts["both"] = f"{texts['a0']} {texts['a1']}"
    found = near_duplicates.find(texts, lambda key: shingles(texts[key]))
    assert [group for group in found.groups if len(group) > 1] == [("a0", "a1", "both")]
    assert all(len(group) == 1 for group in found.without(["both"]).groups)


TEXTS = [STORY, OTHER, "خبر عاجل. " + STORY, OTHER[20:], "", "نعم", "نعم.", STORY[:150], STORY[150:]]


@each_way_of_finding
@given(
    texts=st.dictionaries(st.text("ab1", min_size=1), st.sampled_from(TEXTS), max_size=12),
    shuffle=st.randoms(),
)
def test_groups_part_the_articles_whatever_their_order(
    exact: int, texts: dict[str, str], shuffle: random.Random
) -> None:
    found = groups(texts, exact)
    assert sorted(key for group in found for key in group) == sorted(texts)
    keys = list(texts)
    shuffle.shuffle(keys)
    assert groups({key: texts[key] for key in keys}, exact) == found
    assert copying.apart(copying.tied(texts), found) == []
    for one in texts:
        for other in texts:
            if texts[one] == texts[other] and texts[one]:
                assert any(one in group and other in group for group in found)
