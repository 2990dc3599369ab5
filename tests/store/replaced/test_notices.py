"""What is said when the files of a project were taken away while it was open."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.command_line import command_line
from annotator.store.disk import failures
from annotator.store.replaced.file_ids import FileIds, read_ids
from annotator.store.replaced.notices import Outcome, notice

FOLDER = Path("/home/هدى/عمل")
PATH = FOLDER / "مشروع.db"
KEPT = FOLDER / "مشروع.db.kept-1"

OUTCOMES = {
    "in place": Outcome(PATH, PATH),
    "beside": Outcome(PATH, KEPT),
    "cut off": Outcome(PATH, KEPT, is_cut=True),
    "damaged": Outcome(PATH, KEPT, is_damaged=True),
    "damaged, renewed": Outcome(PATH, KEPT, is_damaged=True, is_renewed=True),
    "log stays": Outcome(PATH, KEPT, log_stays=True),
}


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_a_screen_shows_names_of_files_and_five_short_lines(outcome: Outcome) -> None:
    shown = notice("x was replaced by another file", "مشروع.db was replaced by another file", outcome).short
    assert "/" not in shown
    assert "annotator " not in shown
    assert outcome.target.name in shown
    assert ("How to go on is told when you leave." in shown) == (outcome.target != outcome.path)
    assert len(shown) <= 5 * 36


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES)
def test_the_end_is_told_with_the_whole_path_and_the_command_last(outcome: Outcome) -> None:
    told = notice("x was replaced by another file", "x was replaced", outcome).full
    assert told.startswith("x was replaced by another file while the project was open. ")
    assert str(outcome.target) in told
    assert "what you did since" in told
    assert "what you do now" not in told
    if outcome.target != outcome.path:
        command = (
            command_line("recover", str(KEPT), "NEW")
            if outcome.is_damaged
            else command_line("", project=outcome.target)
        )
        assert told.endswith(command)


def test_only_a_project_that_is_all_in_its_own_file_lacks_nothing() -> None:
    lacking = {name for name, outcome in OUTCOMES.items() if notice("x", "x", outcome).lacks}
    assert lacking == OUTCOMES.keys() - {"in place"}


def test_a_sentence_begins_large_and_a_file_keeps_its_name() -> None:
    assert notice(
        "the folder /a was removed", "the folder a was removed", OUTCOMES["beside"]
    ).short.startswith("The folder")
    assert notice("a.db was cut off", "a.db was cut off", OUTCOMES["beside"]).short.startswith("a.db was")


def test_the_clause_names_the_file_as_it_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    path.touch()
    files = read_ids(path)
    path.rename(tmp_path / "other.db")
    assert files.change(path) == f"{path} was removed or renamed"
    assert files.change(path, lambda file: file.name) == "annotator.db was removed or renamed"
    assert (
        FileIds((0, 0))
        .change(Path("/no/folder/annotator.db"), lambda file: file.name)
        .startswith("the folder folder was removed")
    )


def test_a_project_that_was_moved_is_told_with_what_helps() -> None:
    error = failures.moved(PATH)
    assert "Try again." in error.advice
    assert "whole file" in error.advice
