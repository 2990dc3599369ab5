"""Decisions that layers have changed under: who changed what is told, and one key keeps one or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import Edit, Move, Operation, Status, now
from annotator.project import Project
from tests.tui.settled import COUNCIL, FIELD, NADIR, PLACE, TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Span
    from tests.tui.conftest import Adjudicate
    from tests.tui.driving import Driven


def change(path: Path, name: str, words: str, after: tuple[str, str] | None) -> None:
    """Let somebody give their span over some words other words and another label, or take it away."""
    with Project.open(path) as project:
        span = next(
            one for one in project.layers.get("first", name).spans if TEXT[one.start : one.end] == words
        )
        changed: Span | None = None
        if after is not None:
            start = TEXT.index(after[0])
            changed = msgspec.structs.replace(
                span, start=start, end=start + len(after[0]), label=after[1], changed=now()
            )
        project.work.set_status("first", name, Status.DOING)
        project.layers.record(
            Operation(
                article="first",
                annotator=name,
                when=now(),
                move=Move.DO,
                edit=Edit(before=span, after=changed),
            )
        )
        project.work.set_status("first", name, Status.DONE)


def said(program: Driven) -> str:
    """Return the words on the cards, without the lines' ends and the signs around names and texts."""
    return " ".join(" ".join(program.cards).split())


async def settle(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("1", "1", "1", "1", "enter")
        await program.until_saved()


async def test_a_stale_case_says_who_changed_what_and_one_key_keeps_it(
    settling: Path, adjudicating: Adjudicate
) -> None:
    await settle(adjudicating)
    change(settling, "salim", "نادر السنبلاني", ("الحرس نادر السنبلاني", "actor"))
    change(settling, "huda", "مجلس المنارة", ("مجلس المنارة", "location"))
    async with adjudicating("first") as program:
        assert "Stale by huda (1), salim (1): y keeps one, D all." in program.status
        assert program.case[0] == NADIR[0]
        assert "salim moved the start:" in said(program)
        await program.press("y")
        assert "Kept as it stands" in program.status
        assert "huda: actor → location" in said(program)
        assert "1 stale" in program.status
        await program.press("y")
        await program.until_saved()
        assert program.gold()[0] == NADIR[0]
        assert COUNCIL[0] in program.gold()
        assert "stale" not in program.status
        await program.press("u")
        assert "1 stale" in program.status


async def test_one_key_keeps_all_that_is_stale_in_one_step(settling: Path, adjudicating: Adjudicate) -> None:
    await settle(adjudicating)
    change(settling, "salim", "نادر السنبلاني", None)
    change(settling, "maryam", "مجلس المنارة", None)
    change(settling, "huda", "مخزن حبوب", None)
    async with adjudicating("first") as program:
        gold = program.gold()
        assert "3 stale" in program.status
        assert "salim took it away" in said(program)
        await program.press("D")
        assert "Kept as they stand: 3 decisions" in program.status
        await program.until_saved()
        assert program.gold() == gold
        assert PLACE[0] in gold
        await program.press("u")
        assert "3 stale" in program.status
        await program.press("U", "enter")
        await program.until_saved()
        assert program.reader.gold.get("first").settled is not None


@pytest.mark.parametrize("key", ["y", "D"])
async def test_what_is_not_stale_is_not_kept_again(adjudicating: Adjudicate, key: str) -> None:
    async with adjudicating("first") as program:
        await program.press(key)
        expected = "Nothing is decided here yet" if key == "y" else "No decision is stale here"
        assert expected in program.status
        await program.press("1", "ctrl+home", "left", key)
        expected = "This decision stands" if key == "y" else "No decision is stale here"
        assert expected in program.status
        await program.until_saved()
        assert len(program.reader.gold.get("first").decisions) == 1
        assert len(program.reader.gold.steps("first")) == 1


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_all_of_the_reason_is_read_beside_the_text_and_over_it(
    settling: Path, adjudicating: Adjudicate, size: tuple[int, int]
) -> None:
    await settle(adjudicating)
    change(settling, "salim", "بحقل", ("بدأ بحقل", "location"))
    async with adjudicating("first", size=size) as program:
        assert program.case[0] == FIELD[0]
        text = said(program)
        assert "STALE" in text
        assert "salim moved the start:" in text
        assert "→" in text


async def test_a_changed_layer_is_told_by_letters_where_names_are_hidden(
    settling: Path, adjudicating: Adjudicate
) -> None:
    await settle(adjudicating)
    change(settling, "salim", "نادر السنبلاني", None)
    async with adjudicating("first", hide_names=True) as program:
        with Project.open(settling) as project:
            letter = project.people.drawn_letters()["salim"]
        assert f"{letter} took it away" in said(program)
        assert f"Stale by {letter} (1)" in program.status
        assert "salim" not in program.text
