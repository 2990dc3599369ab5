"""The page: whole in itself, harmless, everything is on it, and Arabic reads as it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from annotator.evaluation.errors import Errors
from annotator.evaluation.measuring import Case, How, evaluate
from annotator.evaluation.page import html
from tests.agreement import browser
from tests.agreement.test_page import ORDER, Outline
from tests.agreement.texts import LABELS, TEXT, article, at

if TYPE_CHECKING:
    from pathlib import Path

THE_SPOKESMAN, SPOKESMAN = at("والمتحدث باسم الجيش"), at("المتحدث باسم الجيش")
PORT, ARMY = at("الميناء", "location"), at("القوات")


def page(most: int = 20, *, compare: bool = False, pooled: bool = False, name: str = "سليم") -> str:
    cases = [
        Case(
            article("أول", {name: (SPOKESMAN, (*PORT[:2], "actor")), "ner": (THE_SPOKESMAN, PORT)}),
            [THE_SPOKESMAN, PORT],
        ),
        Case(article("<b>", {name: (ARMY,), "ner": ()}), [ARMY, THE_SPOKESMAN]),
    ]
    errors = Errors("gold", most)
    how = How(pooled=pooled, compare=(name, "ner") if compare else None, resamples=40, by_article=True)
    report = evaluate(cases, [name, "ner"], "gold", LABELS, errors, how)
    assert report is not None
    return html(report, errors.shown())


@pytest.mark.parametrize("compare", [False, True])
def test_the_page_is_whole_and_needs_nothing_beside_it(compare: bool) -> None:
    made = page(compare=compare)
    outline = Outline(made)
    assert outline.open == []
    assert not {"script", "link", "img", "iframe"} & set(outline.seen)
    assert not re.search(r"https?:|url\(|@import|\bsrc=|\bhref=", made)
    assert "default-src 'none'" in made
    assert "<b>" not in re.sub(r"<b>(exact|relaxed|by token)</b>", "", made)


def test_everything_is_on_it() -> None:
    made = page()
    for words in (
        "F1 of each person",
        "F1 by label",
        "actor, location: 0",
        "location, actor: 1",
        "clitic edges: 1",
        "missed: 1",
        "undefined",
    ):
        assert words in made
    assert Outline(made).seen.count("svg") == 1 + 2 * 2
    assert "difference" in page(compare=True)


def test_which_label_was_taken_for_which_has_a_row_for_the_reference() -> None:
    """Of a matrix each cell says first what the reference has; 1 location was called an actor, no actor a location."""
    matrix = page().split("Which labels meet")[1]
    assert "location, actor: 1<" in matrix
    assert "actor, location: 0<" in matrix
    assert "actor, nothing: 1<" in matrix
    assert "nothing, actor: 0<" in matrix


def test_of_errors_that_are_not_all_listed_it_says_how_many_there_are() -> None:
    assert "None is listed." in page(0)
    assert page(1).count('class="case"') == 4


def test_errors_of_everybody_stand_together_by_kind() -> None:
    made = page(pooled=True)
    assert re.findall("<h4>(.*?)</h4>", made) == ["missed: 3", "clitic edges: 1", "label: 1"]
    assert made.count('class="case"') == 5
    assert "<h4>missed: the first of each person, 2 of 3</h4>" in page(1, pooled=True)


@pytest.mark.skipif(browser.find() is None, reason="there is no Chromium to look at the page with")
def test_an_arabic_name_does_not_turn_a_sentence_round(tmp_path: Path) -> None:
    script = ORDER.replace(
        "'huda', 'سليم', 'articles', 'spans'", "'سليم', 'against', 'articles', 'spans'"
    ).replace("[places['huda'], places['سليم'],", "[places['سليم'], places['against'],")
    places = browser.ask(page(), script, tmp_path)
    assert places == sorted(places)


def test_what_was_marked_stands_in_its_words() -> None:
    shown = re.findall(r'<p class="text" dir="rtl">(.*?)</p>', page())
    assert TEXT.replace("المتحدث باسم الجيش", "<mark>المتحدث باسم الجيش</mark>") in shown
    assert TEXT.replace("والمتحدث باسم الجيش", "<mark>والمتحدث باسم الجيش</mark>") in shown
