from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.near_duplicates import SIZE, Sketch, alike, groups, sketch

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


def likeness(one: str, other: str) -> bool:
    result = alike(sketch(one), sketch(other))
    assert result == alike(sketch(other), sketch(one))
    return result


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        "عاجل: حريق كبير في المرفأ\n" + STORY,
        STORY.replace("واتهمت المجلس المحلي بتضليل الرأي العام", "ودعت إلى تحقيق مستقل في ما جرى"),
        STORY.replace("ا", "أ").replace("ق", "قَ").replace("،", "").replace("\n\n", " "),
        STORY.split("\n\nودعت")[0],
        STORY + "\n\n" + OTHER,
    ],
    ids=["itself", "headline", "sentence", "spelling", "shortened", "longer"],
)
def test_copies_are_alike(copy: str) -> None:
    assert likeness(STORY, copy)


@pytest.mark.parametrize("other", [OTHER, "", "نعم", STORY[:40] + OTHER])
def test_others_are_not(other: str) -> None:
    assert not likeness(STORY, other)


def test_without_letters_nothing_is_alike() -> None:
    assert sketch("") == sketch(" …!\n") == Sketch(array("I"), 0)
    assert not likeness("!", "؟")


def test_short_texts_are_compared_whole() -> None:
    assert likeness("نعم.", "«نعم»")
    assert not likeness("نعم", "كلا")


def test_sketches_are_of_a_bounded_size_and_do_not_change() -> None:
    long = sketch(" ".join(str(number) for number in range(5000)))
    assert len(long.hashes) == SIZE
    assert long.shingles > 20_000
    assert sketch("قصفت طائرة") == Sketch(array("I", [1057761847, 3144070565, 4236578738]), 3)


def words(drawn: random.Random, number: int) -> str:
    return " ".join("".join(drawn.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=5)) for _ in range(number))


def test_long_copies_are_found_among_many() -> None:
    drawn = random.Random(4)
    texts = {f"a{number}": words(drawn, 150) for number in range(300)}
    for number in range(0, 300, 3):
        kept = texts[f"a{number}"].split()
        at = drawn.randrange(len(kept) - 20)
        kept[at : at + 20] = words(drawn, 20).split()
        texts[f"b{number}"] = " ".join(kept)
        texts[f"c{number}"] = " ".join(kept[:75])
    found = groups({key: sketch(text) for key, text in texts.items()})
    assert found == sorted(
        (f"a{number}",) if number % 3 else (f"a{number}", f"b{number}", f"c{number}") for number in range(300)
    )


def test_what_hangs_together_by_others_is_one_group() -> None:
    parts = (STORY + "\n\n" + OTHER).split("\n\n")
    texts = {"1": "\n".join(parts[:4]), "2": "\n".join(parts[1:5]), "3": "\n".join(parts[2:5])}
    sketches = {key: sketch(text) for key, text in texts.items()}
    assert not alike(sketches["1"], sketches["3"])
    assert groups(sketches) == [("1", "2", "3")]


def test_a_thousand_copies_are_one_group() -> None:
    sketches = {str(number): sketch(f"{STORY} {number}") for number in range(1000)}
    assert len(groups(sketches)) == 1


TEXTS = [STORY, OTHER, "خبر عاجل. " + STORY, OTHER[20:], "", "نعم", "نعم.", STORY[:150], STORY[150:]]


@given(st.dictionaries(st.text("ab1", min_size=1), st.sampled_from(TEXTS), max_size=12), st.randoms())
def test_groups_part_the_articles_whatever_their_order(texts: dict[str, str], shuffle: random.Random) -> None:
    sketches = {key: sketch(text) for key, text in texts.items()}
    found = groups(sketches)
    assert sorted(key for group in found for key in group) == sorted(texts)
    keys = list(texts)
    shuffle.shuffle(keys)
    assert groups({key: sketches[key] for key in keys}) == found
    for one in texts:
        for other in texts:
            if texts[one] == texts[other] and texts[one]:
                assert any(one in group and other in group for group in found)
