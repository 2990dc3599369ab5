"""Hidden names: whatever is on the screen, nobody's name is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Edit, Move, Note, Operation, Status, now
from annotator.project import Project
from tests.tui.settled import SECOND, spans

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate
    from tests.tui.driving import Driven

NAMES = ("huda", "salim", "maryam", "omar", "layla")


def letters(path: Path) -> dict[str, str]:
    with Project.open(path) as project:
        return project.people.drawn_letters()


def seen(program: Driven) -> str:
    """Return all that is on the screen, with what pops up over it."""
    popped = " ".join(str(one.message) for one in program.app._notifications)
    return f"{program.text}\n{popped}".casefold()


async def walk(program: Driven, keys: tuple[str, ...], names: tuple[str, ...] = NAMES) -> None:
    """Press keys, and look after each of them for names."""
    for key in ("", *keys):
        if key:
            await program.press(key)
        found = [name for name in names if name in seen(program)]
        assert not found, (key, found, program.text)


@pytest.mark.parametrize("policy", ["unanimous", "adjudicator:huda", "majority"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_no_key_shows_a_name(
    settling: Path, adjudicating: Adjudicate, policy: str, size: tuple[int, int]
) -> None:
    with Project.open(settling) as project:
        project.assignments.assign(["huda", "salim", "maryam"], per_article=3, articles=["second"])
        start = 0
        project.notes.write(Note.new("first", start, 3, "salim", "salim", "هل هذا صحيح؟"))
        project.notes.write(Note.new("first", start, 3, None, "omar", "ينظر فيه"))
    async with adjudicating("first", hide_names=True, policy=policy, size=size) as program:
        await walk(
            program,
            (
                "tab", "b", "escape", "e", "(", "escape", "n", "N", "f", "tab", "tab", "tab", "n", "escape",
                "1", "u", "A", "u", "x", "y", "D", "f", "enter", "u", "m", "escape",
                "question_mark", "escape", "enter", "ctrl+home", "left", "left", "z", "escape", "g", "escape",
            ),
        )  # fmt: skip
    async with adjudicating("second", hide_names=True, policy=policy, size=size) as program:
        await walk(program, ("1", "enter", "enter", "q", "question_mark", "escape"))
        await program.until_counted()


async def test_no_stale_decision_of_somebody_else_shows_a_name(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating(
        "first", name="omar"
    ) as program:  # who adjudicates here, and may annotate elsewhere
        await program.press("1", "1", "x", "1", "enter")
        await program.until_saved()
    with Project.open(settling) as project:
        for name in ("salim", "maryam"):
            span = project.layers.get("first", name).spans[0]
            project.work.set_status("first", name, Status.DOING)
            project.layers.record(
                Operation(
                    article="first",
                    annotator=name,
                    when=now(),
                    move=Move.DO,
                    edit=Edit(before=span, after=None),
                )
            )
            project.work.set_status("first", name, Status.DONE)
    async with adjudicating("first", hide_names=True) as program:
        assert "stale" in program.status
        assert f"by {letters(settling)['omar']}" in "\n".join(program.cards)
        await walk(program, ("y", "u", "D", "u", "ctrl+home", "left", "left"))
    async with adjudicating("first", hide_names=True) as program:
        await program.press("D", "enter")
        await program.until_saved()
    async with adjudicating("first", name="omar", hide_names=True) as program:
        assert "nadia" not in program.text
        assert letters(settling)["nadia"] in program.status  # settled by


async def test_an_article_that_too_few_have_finished_is_refused_without_names(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating(hide_names=True) as program:
        with Project.open(settling) as project:
            project.work.set_status("second", "salim", Status.DOING)
        await walk(program, ("down", "enter"))
        await program.until(lambda: "once two people have finished it" in seen(program), "the news")
        await walk(program, ())


async def test_who_comes_while_the_program_runs_has_a_letter_and_nobody_elses_changes(
    settling: Path, adjudicating: Adjudicate
) -> None:
    before = letters(settling)
    async with adjudicating("first", hide_names=True) as program:
        first = program.cards
        with Project.open(settling) as project:
            layla = spans(SECOND, [("الأبيض", "actor")], "layla")
            project.layers.add("second", "layla", layla, Status.DONE)
        await walk(program, ("greater_than_sign",))
        after = letters(settling)
        assert after["layla"] in "\n".join(program.cards)
        assert {name: after[name] for name in before} == before
        await walk(program, ("less_than_sign",))
        assert program.cards == first


async def test_one_person_has_one_letter_in_all_articles(settling: Path, adjudicating: Adjudicate) -> None:
    letter = letters(settling)["salim"]
    for article in ("first", "second"):
        async with adjudicating(article, hide_names=True) as program:
            whose = [line.split()[-1] for line in program.cards if "actor" in line]
            assert letter in whose
