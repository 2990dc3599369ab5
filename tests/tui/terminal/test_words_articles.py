"""Rows of articles, as a terminal that orders by itself shows them when words are sent in stored order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator import resources
from annotator.text.layout import Layout
from annotator.tui.terminal.filters import filter_of
from tests.tui.terminal.ordering import Emulator, ordered, seen
from tests.tui.terminal.test_words import hard, through

if TYPE_CHECKING:
    from annotator.text.layout import Row

SAMPLES = resources.sample_data() / "articles.jsonl"
OTHERS = Path(__file__).parents[4] / "shared" / "articles"


def line(row: Row) -> str:
    """Return a row as the article's view writes it, between a scroll bar and margins."""
    cells = [" "] * row.width
    for glyph in row.glyphs:
        cells[glyph.column : glyph.column + glyph.width] = [glyph.text, *[""] * (glyph.width - 1)]
    return f"│ {''.join(cells)} "


def check(text: str, *, invisible: bool = False) -> int:
    """Assert that the rows of a text are shown as they are meant; return how many there are."""
    rows = 0
    for width in (40, 73, 110):
        for row in Layout(text, width, invisible=invisible):
            data = f"\x1b[1;1H\x1b[38;2;1;2;3;48;2;9;9;9m{line(row)}\x1b[0m"
            if invisible and hard(line(row)):
                continue
            meant, got = Emulator(), Emulator()
            meant.feed(data)
            got.feed(through(filter_of("words"), data))
            assert seen(ordered(got.row(0))) == seen(meant.row(0)), row.text
            rows += 1
    return rows


@pytest.mark.parametrize(
    "article", SAMPLES.read_text("utf-8").splitlines(), ids=lambda line: json.loads(line)["id"]
)
def test_all_rows_of_the_samples_are_right(article: str) -> None:
    assert check(json.loads(article)["text"]) > 20


@pytest.mark.parametrize("article", SAMPLES.read_text("utf-8").splitlines()[:4])
def test_so_are_they_with_dots_for_spaces(article: str) -> None:
    assert check(json.loads(article)["text"], invisible=True) > 20


@pytest.mark.skipif(not OTHERS.is_dir(), reason="there are no articles beside the checkout")
def test_all_rows_of_other_articles_are_right() -> None:
    assert sum(check(file.read_text("utf-8")) for file in OTHERS.glob("*.txt")) > 20
