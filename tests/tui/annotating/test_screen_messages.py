"""What the status line says of keys that have nothing to do, and of articles that are not as one expects."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.model import Edit, Move, Operation, Span, Status, TimeAdded, now
from annotator.project import Project
from annotator.tui.adjudicating.app import AdjudicatorApp, Counted
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.program import _leaving
from annotator.tui.saver import Report, Saver
from tests.patience import PATIENCE
from tests.store.listing import listed
from tests.tui.driving import Driven
from tests.tui.screens.test_saving import held
from tests.tui.screens.test_trouble import toasts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.tui.conftest import Adjudicate, Open


def mark(path: Path, name: str, start: int, end: int) -> None:
    """Let somebody mark a claim in the second article, who had finished it."""
    with Project.open(path) as project:
        edit = Edit(before=None, after=Span.new(start, end, "claim", name))
        project.layers.record(
            Operation(article="second", annotator=name, when=now(), move=Move.DO, edit=edit)
        )


async def test_what_is_not_settled_again_is_not_called_settled(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("second") as program:
        await program.press("1", "enter")
        await program.until_saved()
    mark(settling, "huda", 0, 4)
    async with adjudicating("second") as program:
        assert "Changed since nadia settled it: 1 open." in program.status
        await program.press("enter")
        assert "1 disagreement is still open" in program.status
        assert "Settled" not in program.status
        assert program.adjudicating.article.id == "second"
        await program.until_saved()
        (changed,) = [one.changed for one in program.reader.work.status().articles if one.id == "second"]
        assert changed


async def test_where_all_agree_on_what_is_new_enter_settles_again(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("second") as program:
        await program.press("1", "enter")
        await program.until_saved()
    for name in ("huda", "salim"):
        mark(settling, name, 0, 4)
    async with adjudicating("second") as program:
        assert "Changed since nadia settled it: Enter settles it again." in program.status


async def test_a_settled_article_is_called_settled_after_every_key(adjudicating: Adjudicate) -> None:
    async with adjudicating("second") as program:
        await program.press("1")
        assert "Nothing is open: Enter settles the article." in program.status
        await program.press("enter", "less_than_sign")
        assert program.adjudicating.article.id == "second"
        assert "Settled by nadia" in program.status
        await program.press("A")
        assert "decides nothing more here. The article is settled." in program.status
        await program.press("u")
        assert "Nothing is open: Enter settles the article. Undone: no longer settled." in program.status
        await program.press("U")
        assert "The article is settled. Redone: settled." in program.status


async def test_where_counting_failed_the_list_says_why_and_keys_go_on(adjudicating: Adjudicate) -> None:
    async with adjudicating("second") as program:
        app = program.app
        assert isinstance(app, AdjudicatorApp)
        app.on_counted(Counted("annotator.db is locked by another program."))
        await program.press("1", "n")
        assert program.adjudicating.article.id == "second"  # it is not settled yet
        await program.press("q")
        await program.until_saved()
        await program.until(lambda: not app.counting, "the counting")
        app.on_counted(Counted("annotator.db is locked by another program."))
        await program.pilot.pause()
        assert "Disagreements can't be counted: annotator.db is locked" in program.status


async def test_an_article_that_is_open_is_not_opened_again(running: Open) -> None:
    async with running("1") as program:
        for key in ("D", "a", "D"):
            await program.press(key)
        assert "The article is open: Enter says that it is done." in program.status
        await program.until_saved()
        assert listed(program.reader, "huda")[0].status is Status.DOING
        await program.press("enter", "less_than_sign", "D")
        assert "The article is open again." in program.status


async def test_the_last_article_tells_of_flags(path: Path, running: Open) -> None:
    with Project.open(path) as project:
        rows = listed(project, "huda")
        for row in rows[1:]:
            project.work.set_status(row.id, "huda", Status.DONE)
        project.work.set_status(rows[1].id, "huda", Status.FLAGGED, "لست متأكدة")
    async with running("1") as program:
        await program.press("enter")
        assert "Done. No other article is open. 1 is flagged." in program.status


async def test_a_filter_that_finds_nothing_says_how_to_see_all(running: Open) -> None:
    async with running() as program:
        await program.type("zzz")
        assert "Filter: zzz (0), Esc shows all" in program.status
        assert "of 14 done" in program.status
        await program.press("enter", "down")
        assert program.in_library
        await program.press("escape")
        assert "Type to filter" in program.status


async def test_who_has_only_begun_is_not_told_of_none_of_none(path: Path, running: Open) -> None:
    with Project.open(path) as project:
        first = project.articles.get("1").id
        project.layers.add(first, "huda", [Span.new(0, 4, "claim", "huda")], Status.DOING)
        project.assignments.assign(["salim"], per_article=1, articles=[project.articles.get("2").id])
    async with running() as program:
        assert "Nothing is assigned to huda; 1 article is begun all the same" in program.status
        assert "0 of 0" not in program.status


async def test_what_helps_an_empty_project_names_it(tmp_path: Path) -> None:
    with Project.create(tmp_path / "my news.db", labels.default()) as reader:
        app = AnnotatorApp(reader, "huda")
        async with app.run_test(size=(200, 12)) as pilot:
            await pilot.pause()
            said = f"annotator import PATH --project '{tmp_path / 'my news.db'}'"
            assert said in Driven(app, pilot).status
        app.close()


@pytest.mark.parametrize(
    ("count", "failure", "said"),
    [
        (1, "", "a rescue file keeps it, and it is offered"),
        (3, "", "a rescue file keeps them, and they are offered"),
        (
            1,
            "/x: the disk is full",
            "it is lost, because no rescue file can be written (/x: the disk is full).",
        ),
    ],
)
def test_leaving_says_what_becomes_of_what_is_not_saved(count: int, failure: str, said: str) -> None:
    assert said in _leaving(count, failure)


async def test_an_arabic_name_leaves_bar_and_numbers_in_their_order(running: Open) -> None:
    async with running(name="هدى") as program:
        assert program.status.lstrip().startswith("ﻯﺪﻫ ░░░░░░░░░░░░ 0 of 14 done")
        await program.press(*"حلب")
        assert "Filter: ﺐﻠﺣ (" in program.status


async def test_a_sentence_beside_the_screen_is_laid_out_where_it_has_arabic(running: Open) -> None:
    async with running() as program:
        program.app.warn("The rescue file annotator.db.rescue-هدى-e1a.jsonl can't be used.")
        await program.until(lambda: "ﻯﺪﻫ" in toasts(program), "the sentence")
        assert "rescue-ﻯﺪﻫ-e1a.jsonl" in toasts(program).replace("\n", "")


async def test_what_is_not_saved_yet_is_not_called_unchanged(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path):
            await program.press("a")
            await program.until(lambda: "NOT SAVED" in program.status, "the warning")
            said = "locked by another program. It is kept, and tried again."
            await program.until(lambda: said in " ".join(program.status.split()), "what becomes of it")
            assert "nothing was changed" not in program.status
        await program.until_saved()


async def test_what_the_project_did_not_take_is_told_without_advice_that_is_followed(
    path: Path, running: Open
) -> None:
    async with running("1") as program:
        await program.press("a")
        await program.until_saved()
        (span,) = program.annotating.editor.session.layer.spans
        with Project.open(path) as project:
            edit = Edit(before=span, after=None)
            project.layers.record(
                Operation(
                    article=program.annotating.article.id,
                    annotator="huda",
                    when=now(),
                    move=Move.DO,
                    edit=edit,
                )
            )
        await program.press("x")
        await program.until(lambda: "was changed elsewhere" in program.status, "the refusal")
        assert "Your last change was not made, and the article was read again." in words(program)
        assert "Open the article again" not in program.status


def test_a_change_that_comes_while_saving_fails_is_kept_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, held_back = Report(1, error="It is locked."), threading.Event()
    tried: list[None] = []

    def attempt(_saver: Saver, _job: object, _project: object) -> tuple[Report, None]:
        tried.append(None)
        if len(tried) > 1:
            held_back.wait()
        return failed, None

    monkeypatch.setattr(Saver, "_try", attempt)
    told: list[Report] = []
    with Project.open(path) as reader:
        saver = Saver(reader, "huda", told.append)
        try:
            for seconds in (1.0, 2.0):
                saver.save(TimeAdded(article="barge-strike", annotator="huda", seconds=seconds))
                until(lambda: bool(told) and saver.rescued is not None)
            until(lambda: saver.rescued is not None and b'"count":2' in saver.rescued.read_bytes())
        finally:
            held_back.set()
            saver.close(abandon=True)


def words(program: Driven) -> str:
    """The status line, which may be broken over several rows."""
    return " ".join(program.status.split())


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
