"""Marks that a terminal does not show: that they are left out is told once, and a key spells them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from annotator import config, labels
from annotator.adjudication import policy
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.text.layout import line
from annotator.text.marks import hidden, spelled
from annotator.tui.adjudicating.app import AdjudicatorApp
from annotator.tui.annotating.app import AnnotatorApp
from tests.adding import add_articles
from tests.tui.driving import Driven
from tests.tui.screens.test_trouble import toasts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from annotator.tui.program import Program

PLAIN = "عاد الفريق إلى القرية.\n"
MARKED = "قال الرَّسولُ كاملاً إن محمداً عاد.\n"
LONG = "الرَّحْمٰنُ عاد إلى القرية.\n"
TEXTS = (PLAIN, MARKED, LONG)


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """The file of a project with an article without marks and two with them, finished by two people."""
    path = tmp_path / "marked.db"
    with Project.create(path, labels.default()) as project:
        add_articles(
            project, [Incoming(text=text, path=path, id=str(number)) for number, text in enumerate(TEXTS, 1)]
        )
        for number, text in enumerate(TEXTS, 1):
            for name, end in (("salim", 3), ("maryam", 6)):
                edge = text.index(" ", end)
                project.layers.add(str(number), name, [Span.new(0, edge, "actor", name)], Status.DONE)
    return path


@asynccontextmanager
async def opened(
    path: Path, article: str, *, marks: config.Marks = "none", adjudicating: bool = False, width: int = 110
) -> AsyncIterator[Driven]:
    with Project.open(path) as reader:
        app: Program
        if adjudicating:
            app = AdjudicatorApp(
                reader, "nadia", policy("majority", reader.people.names()), article=article, marks=marks
            )
        else:
            app = AnnotatorApp(reader, "huda", article=article, marks=marks)
        try:
            async with app.run_test(size=(width, 32)) as pilot:
                await pilot.pause()
                yield Driven(app, pilot)
        finally:
            app.close()


@pytest.mark.parametrize("adjudicating", [False, True])
async def test_that_marks_are_left_out_is_told_once_with_the_key_that_tells_them(
    marked: Path, adjudicating: bool
) -> None:
    async with opened(marked, "1", adjudicating=adjudicating) as program:
        assert not toasts(program), "this article has none"
        await program.press("greater_than_sign")
        told = toasts(program)
        assert told.count("left out") == 1
        assert "F2 or =" in told
        await program.press("greater_than_sign", "less_than_sign")
        assert toasts(program) == told


async def test_a_tanwin_on_an_alef_is_told_of_where_it_is_left_out_too(marked: Path) -> None:
    text = "كتب بحثاً.\n"
    with Project.open(marked) as project:
        add_articles(project, [Incoming(text=text, path=marked, id="4")])
    async with opened(marked, "4", marks="none") as program:
        assert not toasts(program)
    async with opened(marked, "4", marks="bare") as program:
        assert toasts(program).count("left out") == 1


async def test_nothing_is_told_where_the_terminal_shows_marks(marked: Path) -> None:
    async with opened(marked, "2", marks="kept") as program:
        assert not toasts(program)
        await program.press("left", "f2")
        assert painted("(شدة، فتحة)") in program.status


def painted(text: str) -> str:
    """A sentence as the status line shows it."""
    return line(text, 100, rtl=False).text


@pytest.mark.parametrize("key", ["f2", "equals_sign"])
@pytest.mark.parametrize("adjudicating", [False, True])
async def test_two_keys_spell_the_word_under_the_caret(marked: Path, adjudicating: bool, key: str) -> None:
    """One window keeps F2 for itself."""
    async with opened(marked, "2", adjudicating=adjudicating) as program:
        await program.press("home", key)
        assert "There are no marks here." in program.status
        await program.press("left", key)
        assert painted("Marks: \u2068ا ل ر (شدة، فتحة) س و ل (ضمة)\u2069") in program.status
        await program.press("left", key)
        assert painted("Marks: \u2068ك ا م ل ا (فتحتان)\u2069") in program.status
        await program.press("left")
        assert "Marks" not in program.status


async def test_marks_of_a_long_word_are_told_in_whole_where_the_line_is_short(marked: Path) -> None:
    async with opened(marked, "3", width=60) as program:
        await program.press("f2")
        lines = "".join(program.lines)
        assert "…" not in program.status
        for letters in ("ﺓﺪﺷ", "ﺔﻤﺿ", "ﺔﻳﺮﺠﻨﺧ"):
            assert letters in lines


@pytest.mark.parametrize(
    ("text", "is_hidden"),
    [
        ("قال محمد", False),
        ("قال (محمد): لا|نعم?", False),
        ("بحثاً", False),
        ("بحثًا", False),
        ("قرا\u0653ن", False),
        ("cafe\u0301", False),
        ("❤\ufe0f", False),
        ("رسولٌ", True),
        ("كاملاً", True),
        ("سؤالًا", True),
        ("بحثاًّ", True),
        ("x\u0302", True),
    ],
)
def test_only_marks_that_no_code_point_has_with_its_letter_are_told(text: str, is_hidden: bool) -> None:
    assert hidden(text) is is_hidden
    assert hidden(text, "bare") is (is_hidden or "\u064b" in text)
    assert not hidden(text, "kept")


def test_marks_have_names_that_readers_know() -> None:
    assert spelled("عمراً") == "\u2068ع م ر ا (فتحتان)\u2069"
    assert spelled("قرا\u0653ن") == "\u2068ق ر ا (مدة) ن\u2069"
    assert spelled("x\u0302") == "\u2068x (combining circumflex accent)\u2069"
    assert spelled("\u064e") == "\u2068◌ (فتحة)\u2069"
    assert spelled("مَ" * 100_000) == "\u2068" + "م (فتحة) " * 50 + "…\u2069"
    assert not spelled("قلم")
