"""What the test card sends: each way as the screens send it, and what tells the ways apart."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from annotator.config import Bidi, Settings
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.card import (
    DIGITS,
    MARKED,
    SENTENCE,
    WIDE,
    marks_page,
    order_pages,
    stays,
    wide_page,
)
from annotator.tui.terminal.detect import Detected
from annotator.tui.terminal.known import KNOWN
from annotator.tui.terminal.plan import MODES, Terminal, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.terminal.card import Line, Page

TERMINALS = sorted(KNOWN)


def planned(name: str, version: str = "", multiplexer: str = "") -> Callable[[str], Terminal]:
    def plan_for(bidi: str) -> Terminal:
        return plan(
            Detected(name=name, version=version),
            Answers(ended=True),
            choice=bidi,
            settings=Settings(),
            multiplexer=multiplexer,
        )

    return plan_for


def orders(name: str, version: str = "") -> dict[str, Line]:
    pages = order_pages(planned(name, version), 80, color=False)
    return {line.value: line for page in pages for line in page.lines}


def marks(text: str) -> int:
    return sum(unicodedata.category(char) == "Mn" for char in text)


@pytest.mark.parametrize("name", TERMINALS)
@pytest.mark.parametrize("inside", ["", "tmux", "screen"])
def test_every_order_is_offered_once_with_a_number_and_in_the_state_it_needs(name: str, inside: str) -> None:
    make = planned(name, multiplexer=inside)
    pages = order_pages(make, 80, color=True)
    lines = [line for page in pages for line in page.lines]
    assert sorted(line.value for line in lines) == sorted(MODES)
    assert [line.number for line in lines] == list(range(1, len(MODES) + 1))
    for page in pages:
        assert len(page.lines) <= 3, "a page fits 24 rows"
        for line in page.lines:
            wanted = make(line.value)
            assert (page.terminal.enter, page.terminal.leave) == (wanted.enter, wanted.leave)


@pytest.mark.parametrize(("version", "mark"), [("0.26.5", "\x1b[3m"), ("0.41", "\x1b]66;w=1:h=1;")])
def test_kitty_is_shown_the_way_of_its_version(version: str, mark: str) -> None:
    rows = orders("kitty", version)["kitty"].rows
    assert all(mark in row for row in rows)


def test_the_orders_are_sent_as_they_are_called() -> None:
    lines = orders("xterm")
    assert [row.strip() for row in lines["logical"].rows] == [SENTENCE, DIGITS]
    assert lines["visual"].rows[0].strip().startswith(".12/05/2021")
    assert "٪۱۲۳" in lines["visual"].rows[1], "the percent sign stands left of the number"


def test_every_mark_of_the_text_is_sent_or_none_but_the_tanwin_on_the_alef() -> None:
    page = marks_page(planned("xterm")("visual"), 80, color=False)
    rows = {line.value: line.rows[0] for line in page.lines}
    assert marks(rows["kept"]) == marks(MARKED) == 8
    assert marks(rows["left"]) == 8
    assert rows["left"] != rows["kept"]
    assert marks(rows["none"]) == 0
    assert {"\ufd3c", "\ufd3d"} & set(rows["none"])
    assert all(row.startswith("   |") and row.rstrip().endswith("|") for row in rows.values())


def test_the_texts_have_what_terminals_get_wrong() -> None:
    forms = {unicodedata.decomposition(char).split(">")[0] for char in marked_letters()}
    assert forms == {"<initial", "<medial", "<final", "<isolated"}
    assert set("۱۲۳٪") <= set(DIGITS)
    assert "🇸🇾" in WIDE


def marked_letters() -> set[str]:
    """Presentation forms that have a mark in the row as it is shown."""
    row = marks_page(planned("xterm")("visual"), 80, color=False).lines[0].rows[0]
    return {before for before, after in pairwise(row) if unicodedata.category(after) == "Mn"} - {
        char for char in row if unicodedata.category(char) == "Mn"
    }


def test_wide_cells_are_counted_or_the_column_is_sent_after_them_and_the_bars_have_one_column() -> None:
    page = wide_page(planned("xterm")("visual"), 80, color=False)
    counted, placed = page.lines
    ruler, row = placed.rows
    assert "\x1b[" not in "".join(counted.rows)
    assert row.count("\x1b[") == 4
    flag, face = row.index("🇸🇾"), counted.rows[-1].index("😀")
    assert face < flag, "in visual order the last one comes first"
    assert f"  \x1b[{face + 1}G😀\x1b[{face + 3}G" in row, "two blanks, its column, and the one after its two"
    assert ruler == "   |" + 27 * "." + "|"


@pytest.mark.parametrize("bidi", ["visual", "words", "kitty", "dither"])
def test_marks_and_wide_cells_are_drawn_in_the_order_that_was_chosen(bidi: Bidi) -> None:
    terminal = planned("unknown")(bidi)
    pages: tuple[Page, ...] = tuple(page(terminal, 80, color=True) for page in (marks_page, wide_page))
    assert all(page.terminal == terminal for page in pages)
    visual = marks_page(planned("unknown")("visual"), 80, color=True)
    assert bidi == "visual" or pages[0].lines != visual.lines


def test_what_stays_when_the_terminal_is_put_back() -> None:
    assert stays(planned("vte")("visual"))
    assert not stays(planned("konsole")("visual"))
    assert not stays(planned("mlterm")("visual"))
    assert stays(planned("konsole")("words"))
    assert not stays(planned("vte", multiplexer="tmux")("visual"))
    assert stays(planned("xterm", multiplexer="tmux")("visual"))
