"""Signs, edges and ranges of spans by themselves."""

from __future__ import annotations

import pytest

from annotator.model import LintKind
from tests.lint.layers import article, found, layer, look, marked, taken, told

UNBALANCED, GRAPHEME, BLANK = LintKind.UNBALANCED, LintKind.INSIDE_GRAPHEME, LintKind.BLANK_AT_EDGE
OVERLAP, PARAGRAPH = LintKind.SAME_LABEL_OVERLAP, LintKind.OVER_PARAGRAPH_END


@pytest.mark.parametrize(
    ("written", "proposal"),
    [
        ("قالت ⟦actor|«النهار⟧» ذلك", "النهار"),
        ("قالت «⟦actor|النهار»⟧ ذلك", "النهار"),
        ("حركة ⟦actor|المقاومة (حماس⟧)", "المقاومة (حماس)"),
        ("قال ⟦actor|تنظيم “الدولة⟧” ذلك", "تنظيم “الدولة”"),
        ('قال ⟦actor|تنظيم " الدولة⟧ " ذلك', 'تنظيم " الدولة "'),
        ("في ⟦location|[القدس⟧] أمس", "القدس"),
        ("قال ⟦claim|إنه «لن يقبل⟧ العرض", "decide"),
        ("قال ⟦actor|'النهار⟧ هنا", "النهار"),
        ("(رأى ⟦claim|أ) ثم (ب⟧ هناك)", "decide"),
    ],
)
def test_a_sign_without_its_partner_is_told(written: str, proposal: str) -> None:
    articles = layer(written)
    (one,) = found(articles, UNBALANCED)
    if proposal != "decide":
        assert one.proposal is not None
        assert one.proposal.text == proposal
        assert found(taken(articles, one), UNBALANCED) == []
    else:
        assert one.proposal is None


@pytest.mark.parametrize(
    "text",
    [
        "«النهار»",
        "“النهار”",
        "”النهار“",
        "”النهار”",
        '"النهار"',
        '“النهار"',
        "»النهار«",
        "(أ) ثم [ب] ثم {ج}",
        "«قال «نعم» ثم سكت»",
        "حقل O’Neil النفطي",
        "d'Ivoire",
        "﴿الحمد لله﴾",
        "﴾الحمد لله﴿",
    ],
)
def test_what_pairs_is_no_finding(text: str) -> None:
    assert look([article(f"⟦claim|{text}⟧")]) == []


@pytest.mark.parametrize(
    ("text", "start", "end", "proposal"),
    [
        ("في بَغْدادَ أمس", 3, 10, "بَغْدادَ"),
        ("في بَغداد", 4, 9, "غداد"),
        ("حي 👨\u200d👩\u200d👧 هنا", 3, 5, "👨\u200d👩\u200d👧"),
        ("علم 🇮🇶 هنا", 4, 5, "🇮🇶"),
    ],
)
def test_an_edge_inside_a_grapheme_is_told(text: str, start: int, end: int, proposal: str) -> None:
    articles = [marked(text, [(start, end, "location")])]
    (one,) = found(articles, GRAPHEME)
    assert one.proposal is not None
    assert one.proposal.text == proposal
    assert found(taken(articles, one), GRAPHEME) == []


def test_edges_between_graphemes_are_none() -> None:
    text = "في بَغْدادَ 👨\u200d👩\u200d👧 🇮🇶 e\u0301 \u0600١٢"
    marks = [(3, 11, "location"), (12, 17, "actor"), (18, 20, "actor"), (21, 23, "actor"), (24, 27, "actor")]
    assert found([marked(text, marks)], GRAPHEME) == []


@pytest.mark.parametrize(
    "blank",
    [" ", "\n", "\t", "\u00a0", "\u202f", "\u200f", "\u200e", "\u200b", "\ufeff", "\u061c", "\u2067", "\u00ad", "\u2060", "\u3000", "\u2800", " \u200f "],
)  # fmt: skip
def test_blanks_at_an_edge_are_told(blank: str) -> None:
    before, behind = layer(f"زار⟦location|{blank}بغداد⟧"), layer(f"زار ⟦location|بغداد{blank}⟧غداً")
    assert told(before, BLANK) == [(f"{blank}بغداد", "بغداد")]
    assert told(behind, BLANK) == [(f"بغداد{blank}", "بغداد")]
    for articles in (before, behind):
        assert look(taken(articles, found(articles, BLANK)[0])) == []


def test_a_joiner_belongs_to_the_letter_before_it() -> None:
    assert look(layer("في ⟦location|کتاب\u200c⟧ها")) == []


def test_a_span_of_blanks_is_to_go() -> None:
    assert told(layer("زار⟦location| \u200f⟧بغداد"), BLANK) == [(" \u200f", "remove")]


def test_the_shorter_of_two_that_overlap_is_told() -> None:
    articles = layer("أعلن ⟦actor|وزير ⟦actor|الدفاع⟧⟧ ذلك.")
    (one,) = found(articles, OVERLAP)
    assert (one.text, one.message) == ("الدفاع", "Is inside another span labelled actor, at 5–16.")
    assert look(taken(articles, one)) == []
    crossing = [marked("قوات الأمن العراقية هنا", [(0, 10, "actor"), (5, 19, "actor")])]
    assert told(crossing, OVERLAP) == [("قوات الأمن", "remove")]
    assert look(layer("⟦claim|قال ⟦actor|الوزير⟧ نعم⟧", "⟦actor|أ⟧⟦actor|ب⟧")) == []


def test_a_span_over_a_paragraph_end_is_told_if_no_other_of_its_label_is() -> None:
    articles = layer(
        "زار ⟦location|بغداد⟧.", "في ⟦location|البصرة \nوقال⟧ الوزير.", "⟦claim|نعم\nثم لا\nثم نعم⟧"
    )
    (one,) = found(articles, PARAGRAPH)
    assert one.message == "Goes over the end of a paragraph, as no other span labelled location does."
    assert told(articles, PARAGRAPH) == [("البصرة \nوقال", "البصرة")]
    assert look(taken(articles, one)) == []


def test_a_label_that_goes_over_paragraphs_more_often_may() -> None:
    assert look(layer("⟦claim|نعم\nثم لا⟧", "⟦claim|لا\nثم نعم⟧", "⟦claim|ربما⟧")) == []
    many = [f"قال ⟦claim|كلام رقم {number}⟧ ثم سكت." for number in range(200)]
    twice = ["⟦claim|نعم\nثم لا⟧", "⟦claim|لا\nثم نعم⟧"]
    assert told(layer(*many, *twice), PARAGRAPH) == [("نعم\nثم لا", "نعم"), ("لا\nثم نعم", "لا")]
