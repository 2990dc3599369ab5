"""The page: whole in itself, harmless, and readable in a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from annotator.agreement.disagreements import Disagreement, Version
from annotator.agreement.measuring import measure
from annotator.agreement.page import html
from tests.agreement import browser
from tests.agreement.texts import LABELS, TEXT, article, at

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.agreement.report import Report

VOID = {"meta", "br"}
HUDA, SALIM = at("والمتحدث باسم الجيش"), at("المتحدث باسم الجيش")


def report() -> Report:
    found = measure(
        [
            article("أول", {"huda": (HUDA, at("الميناء", "location")), "سليم": (SALIM,), "maryam": ()}),
            article("<b>", {"huda": (HUDA,), "سليم": (at("الميناء", "actor"),)}),
        ],
        LABELS,
        5,
        resamples=50,
    )
    assert found is not None
    return found


def disagreement(**other: str) -> Disagreement:
    said = (
        Version(people=("huda", "maryam"), start=HUDA[0], end=HUDA[1], label="actor"),
        Version(people=("سليم",), start=SALIM[0], end=SALIM[1], label="actor"),
    )
    fields = {"article": "أول", "title": "خبر", "text": TEXT, **other}
    return Disagreement(number=1, kind="clitic", versions=said, missing=(), **fields)


PAGE = html(report(), [disagreement()])


class Outline(HTMLParser):
    """Every element is closed, in the right order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.seen.append(tag)


def test_the_page_is_whole_and_needs_nothing_beside_it() -> None:
    outline = Outline(PAGE)
    assert outline.open == []
    assert not {"script", "link", "img", "iframe"} & set(outline.seen)
    assert not re.search(r"https?:|url\(|@import|\bsrc=|\bhref=", PAGE)
    assert "default-src 'none'" in PAGE


def test_everything_is_on_it() -> None:
    seen = Outline(PAGE).seen
    assert seen.count("svg") == 2
    assert seen.count("table") == 3
    for words in (
        "exact F1",
        "unit α",
        "Left out: 3 articles that nobody has finished.",
        "undefined",
        "سليم",
    ):
        assert words in PAGE
    assert "because nobody marked anything" in PAGE


def test_versions_are_marked_and_each_says_whose_it_is() -> None:
    marked = re.findall(r'<p class="text" dir="rtl">(.*?)</p>', PAGE)
    assert [re.sub(r"</?mark>", "|", each) for each in marked] == [
        TEXT.replace("والمتحدث باسم الجيش", "|والمتحدث باسم الجيش|"),
        TEXT.replace("المتحدث باسم الجيش", "|المتحدث باسم الجيش|"),
    ]
    assert "<bdi>huda</bdi>, <bdi>maryam</bdi>" in PAGE


def test_a_long_article_is_cut_between_words() -> None:
    around = "صرح مصدر مطلع للصحفيين. " * 20
    offset = len(around)
    said = (Version(people=("huda",), start=offset + HUDA[0], end=offset + HUDA[1], label="actor"),)
    case = Disagreement(
        article="a", number=1, title="خبر", text=around + TEXT + " " + around, kind="missing",
        versions=said, missing=("salim",),
    )  # fmt: skip
    (shown,) = re.findall(r'<p class="text" dir="rtl">(.*?)</p>', html(report(), [case]))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    words = re.sub(r"</?mark>", "", shown)[2:-2].split()
    assert f" {' '.join(words)} " in f" {case.text} "
    assert len(words) < 60
    assert "salim</bdi>: nothing here" in html(report(), [case])


def test_what_comes_from_outside_can_do_nothing() -> None:
    evil = "<script>alert(1)</script>"
    page = html(report(), [disagreement(title=evil, article=f'"{evil}', text=TEXT[:-8] + "<b>\x00\ud800&")])
    assert "script" not in Outline(page).seen
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;\ufffd\ufffd&amp;" in page
    page.encode()


def test_without_disagreements_it_says_so() -> None:
    assert "There are none: all spans are the same." in html(report(), [])


# --- in a browser ---------------------------------------------------------------------------------

LETTERS = """
[...document.querySelectorAll('p.text')].map(line => {
    const found = [], walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, marked = node.parentElement.tagName === 'MARK';
        for (let at = 0; at < node.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            found.push([node.data[at], box.left, box.top, box.width, marked]);
        }
    }
    return found;
})
"""

Letter = tuple[str, float, float, float, bool]

HALF_A_ROW = 15
"""Pixels, about."""


ORDER = """
[...document.querySelectorAll('body > p')].slice(0, 1).map(line => {
    const node = line.firstChild, places = {};
    for (const word of ['huda', 'سليم', 'articles', 'spans']) {
        const range = document.createRange();
        range.setStart(node, node.data.indexOf(word));
        range.setEnd(node, node.data.indexOf(word) + word.length);
        places[word] = range.getBoundingClientRect().left;
    }
    const number = document.createRange(), at = node.data.indexOf('2');
    number.setStart(node, at);
    number.setEnd(node, at + 1);
    return [places['huda'], places['سليم'], number.getBoundingClientRect().left, places['articles'], places['spans']];
})[0]
"""


@pytest.mark.skipif(browser.find() is None, reason="there is no Chromium to look at the page with")
def test_an_arabic_name_does_not_turn_a_sentence_round(tmp_path: Path) -> None:
    places = browser.ask(PAGE, ORDER, tmp_path)
    assert places == sorted(places)


@pytest.mark.skipif(browser.find() is None, reason="there is no Chromium to look at the page with")
def test_arabic_reads_from_right_to_left_and_marks_part_no_letters(tmp_path: Path) -> None:
    plain = re.sub(r"</?mark>", "", PAGE)
    first, second = (found(page, tmp_path) for page in (PAGE, plain))
    assert "".join(letter[0] for letter in first[0]) == TEXT
    for line, unmarked in zip(first, second, strict=True):
        # The very same places as without marks: so order and joined shapes are the same, too.
        top = line[0][2]
        assert [letter[1:4] for letter in line] == [
            pytest.approx((left, above - unmarked[0][2] + top, wide), abs=0.51)
            for _, left, above, wide, _ in unmarked
        ]
        on_first_row = [letter for letter in line if letter[2] < top + HALF_A_ROW]
        words = [letter[1] for letter in on_first_row if letter[0] == " "]
        assert words == sorted(words, reverse=True)
    marked = ["".join(letter[0] for letter in line if letter[4]) for line in first]
    assert marked == ["والمتحدث باسم الجيش", "المتحدث باسم الجيش"]
    left, right = (min(letter[1] for letter in first[0]), max(letter[1] for letter in first[0]))
    assert first[0][0][1] == right > left


def found(page: str, folder: Path) -> list[list[Letter]]:
    answer: list[list[Letter]] = browser.ask(page, LETTERS, folder)
    assert len(answer) == 2
    return answer
