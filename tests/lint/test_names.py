"""Labels of names, names that are not marked, and their edges."""

from __future__ import annotations

import pytest

from annotator.model import LintKind
from tests.lint.layers import article, found, layer, look, marked, taken, told

OTHER_LABEL, UNMARKED, OTHER_EDGES = LintKind.OTHER_LABEL, LintKind.UNMARKED, LintKind.OTHER_EDGES

VISITS = (
    "زار الوزير ⟦location|بغداد⟧ صباح الأحد.",
    "عاد الوفد من ⟦location|بغداد⟧ بعد يومين.",
    "تقع ⟦location|بغداد⟧ على نهر دجلة.",
    "أعلنت السلطات في ⟦location|بغداد⟧ حظر التجول.",
    "غادر السفير ⟦location|بغداد⟧ ليلاً.",
    "شهدت ⟦location|بغداد⟧ هدوءاً نسبياً.",
    "التقى الرئيس في ⟦location|بغداد⟧ نظيره.",
    "هطلت الأمطار على ⟦location|بغداد⟧ أمس.",
    "وصلت القافلة إلى ⟦location|بغداد⟧ ظهراً.",
)
"""Nine spans of one name."""


# --- other labels ---------------------------------------------------------------------------------


def test_the_minority_is_told_with_the_label_of_the_majority() -> None:
    articles = layer(*VISITS[:3], "رفضت ⟦actor|بَغْداد⟧ المقترح.")
    (one,) = found(articles, OTHER_LABEL)
    assert (one.article, one.text, one.label) == ("article-4", "بَغْداد", "actor")
    assert one.message == "Labelled actor once, and elsewhere location 3 times."
    assert one.proposal is not None
    assert one.proposal.label == "location"
    assert look(taken(articles, one)) == []


def test_names_are_compared_by_the_wide_fold() -> None:
    articles = layer("في ⟦location|القاهرة⟧.", "إلى ⟦location|القاهره⟧.", "قالت ⟦actor|القاهــرة⟧.")
    assert told(articles, OTHER_LABEL) == [("القاهــرة", "location")]


def test_of_two_labels_equally_often_each_is_told_and_nothing_proposed() -> None:
    articles = layer("في ⟦location|دمشق⟧.", "قالت ⟦actor|دمشق⟧.")
    assert told(articles, OTHER_LABEL) == [("دمشق", "decide"), ("دمشق", "decide")]


def test_both_labels_on_one_range_are_no_finding() -> None:
    articles = layer("قالت ⟦actor|⟦location|دمشق⟧⟧ ذلك.", "نفت ⟦actor|⟦location|دمشق⟧⟧ ذلك.")
    assert look(articles) == []


def test_numbers_may_have_any_label() -> None:
    assert look(layer("قتل ⟦weapon|20⟧.", "في ⟦date|20⟧ آذار.", "بعد ⟦date|20⟧ يوماً.")) == []


def test_where_the_proposed_span_is_there_already_this_one_is_to_go() -> None:
    articles = layer(
        "⟦location|صور⟧ مدينة.", "⟦location|صور⟧ هنا.", "⟦actor|⟦location|صور⟧⟧ قالت.", "⟦actor|صور⟧ نفت."
    )
    assert told(articles, OTHER_LABEL) == [("صور", "location")], (
        "the one without the usual label on its range"
    )


# --- unmarked -------------------------------------------------------------------------------------


def test_what_is_marked_nine_times_in_ten_is_told_where_it_is_not() -> None:
    articles = layer(*VISITS, "وصل المبعوث إلى بغداد.")
    (one,) = found(articles, UNMARKED)
    assert (one.article, one.text, one.label) == ("article-10", "بغداد", "location")
    assert one.message == "Not marked; marked location 9 times, unmarked once."
    assert look(taken(articles, one)) == []


def test_eight_times_in_nine_are_not_enough() -> None:
    assert look(layer(*VISITS[:8], "وصل المبعوث إلى بغداد.")) == []


def test_two_places_without_are_not_told_for_nine_spans() -> None:
    assert look(layer(*VISITS, "وصل المبعوث إلى بغداد.", "غادر بغداد.")) == []
    assert len(found(layer(*VISITS, *VISITS, "وصل إلى بغداد.", "غادر بغداد."), UNMARKED)) == 2


@pytest.mark.parametrize("clitics", ["و", "ف", "ب", "ل", "ك", "وب", "فل"])
def test_names_are_found_behind_clitics_with_their_own_edges(clitics: str) -> None:
    (one,) = found(layer(*VISITS, f"مرّ {clitics}بغداد سريعاً."), UNMARKED)
    assert one.text == "بغداد"
    assert one.start == len("مرّ ") + len(clitics)


def test_the_article_stays_with_its_name_but_for_lam() -> None:
    names = [f"قرب ⟦location|القدس⟧ حاجز رقم {number}." for number in range(20)]
    assert told(layer(*names, "عاد بالقدس."), UNMARKED) == [("القدس", "mark")]
    assert told(layer(*names, "وصل للقدس."), UNMARKED) == [("قدس", "mark")]
    assert look(layer(*names, "في قدس أخرى.")) == [], "another word"
    bare = [f"زار ⟦location|حقل⟧ نفط رقم {number}." for number in range(20)]
    assert look(layer(*bare, "وصل إلى الحقل.")) == [], "another word, too"


def test_only_whole_words_and_whole_names_are_found() -> None:
    names = [f"في ⟦location|أم السدر⟧ يوم {number}." for number in range(12)]
    assert look(layer(*names, "أم حسن، السدر، أم السدرة.")) == []
    assert told(layer(*names, "ثم أم\nالسدر."), UNMARKED) == [("أم\nالسدر", "mark")]


def test_what_another_span_touches_is_left() -> None:
    articles = layer(*VISITS, "درس في ⟦actor|جامعة بغداد⟧ عامين.", "وصل ⟦location|إلى بغ⟧داد.")
    assert found(articles, UNMARKED) == []


def test_a_longer_name_is_told_rather_than_one_within_it() -> None:
    longer = [f"سكن ⟦location|بغداد الجديدة⟧ عام {number}." for number in range(9)]
    assert told(layer(*VISITS, *longer, "زار بغداد الجديدة."), UNMARKED) == [("بغداد الجديدة", "mark")]


def test_a_name_with_two_labels_is_not_proposed() -> None:
    other = [one.replace("location", "actor") for one in VISITS]
    assert found(layer(*VISITS, *other, "وصل إلى بغداد."), UNMARKED) == []


# --- edges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("clitics", ["و", "ف", "ب", "ل", "ك", "وب", "وَ", "ولـ"])
def test_a_clitic_that_most_leave_out_is_told(clitics: str) -> None:
    articles = layer(*VISITS[:3], f"مر ⟦location|{clitics}بغداد⟧ سريعاً.")
    (one,) = found(articles, OTHER_EDGES)
    assert one.message == "Begins with a clitic, which 3 spans of this name leave out."
    assert one.proposal is not None
    assert one.proposal.text == "بغداد"
    assert look(taken(articles, one)) == []


def test_a_letter_of_the_name_is_no_clitic() -> None:
    assert (
        look(layer("قال ⟦actor|وليد⟧.", "نفى ⟦actor|وليد⟧.", "في ⟦location|كتاب⟧.", "زار ⟦location|بغداد⟧."))
        == []
    )


def test_a_letter_that_most_have_is_told() -> None:
    articles = layer("قال ⟦actor|وليد⟧.", "نفى ⟦actor|وليد⟧.", "أكد و⟦actor|ليد⟧.")
    assert told(articles, OTHER_EDGES) == [("ليد", "وليد")]


def test_whether_the_article_belongs_to_a_name_is_told_by_what_stands_right_behind_one() -> None:
    whole = ["في ⟦location|القدس⟧.", "من ⟦location|القدس⟧.", "إلى ⟦location|القدس⟧."]
    assert told(layer(*whole, "زار ال⟦location|قدس⟧."), OTHER_EDGES) == [("قدس", "القدس")]
    without = ["في ال⟦location|قدس⟧.", "من ال⟦location|قدس⟧."]
    assert told(layer(*without, "زار ⟦location|القدس⟧."), OTHER_EDGES) == [("القدس", "قدس")]
    indefinite = ["قال ⟦actor|رئيس⟧.", "نفى ⟦actor|رئيس⟧.", "رد ⟦actor|الرئيس⟧."]
    assert look(layer(*indefinite)) == [], "a word with and one without the article are two"


def test_one_against_one_is_no_majority() -> None:
    assert look(layer("زار ⟦location|بغداد⟧.", "مر ⟦location|ببغداد⟧.")) == []


def test_a_clitic_is_compared_among_spans_of_one_label() -> None:
    assert found(layer(*VISITS[:3], "نفت ⟦actor|وبغداد⟧ ذلك."), OTHER_EDGES) == []


def test_punctuation_that_most_leave_out_is_told() -> None:
    articles = layer("صحيفة ⟦actor|النهار⟧ قالت.", "كتبت ⟦actor|النهار⟧.", "نقلت ⟦actor|«النهار»⟧ عنه.")
    (one,) = found(articles, OTHER_EDGES)
    assert one.message == "Has other punctuation at its edges than 2 spans of this name."
    assert told(articles, OTHER_EDGES) == [("«النهار»", "النهار")]
    assert look(taken(articles, one)) == []


def test_punctuation_that_most_have_is_told_where_it_stands() -> None:
    quoted = ["صحيفة ⟦actor|«النهار»⟧ قالت.", "كتبت ⟦actor|«النهار»⟧."]
    assert told(layer(*quoted, "نقلت «⟦actor|النهار⟧» عنه."), OTHER_EDGES) == [("النهار", "«النهار»")]
    assert look(layer(*quoted, "نقلت ⟦actor|النهار⟧ عنه.")) == []


def test_a_quote_that_belongs_to_one_within_the_name_stays() -> None:
    articles = layer("⟦actor|تنظيم الدولة⟧.", "⟦actor|تنظيم الدولة⟧.", 'قال ⟦actor|تنظيم "الدولة"⟧ ذلك.')
    assert look(articles) == []


def test_names_of_nothing_but_signs_or_marks_are_passed_over() -> None:
    text = "قال — ثم ً سكت"
    marks = [(4, 5, "actor"), (4, 5, "claim"), (9, 10, "claim")]
    assert {one.kind for one in look([marked(text, marks), marked(text, marks, 2)])} <= {
        LintKind.INSIDE_GRAPHEME
    }


def test_a_name_of_two_hundred_words_is_compared_and_not_looked_for() -> None:
    words = " ".join(f"كلمة{number}" for number in range(200))
    articles = [*(article(f"قال: ⟦claim|{words}⟧.", number) for number in range(1, 11)), article(words, 11)]
    assert look(articles) == []
    other = [*articles, article(f"⟦actor|{words}⟧", 12)]
    assert [one.label for one in found(other, OTHER_LABEL)] == ["actor"]
