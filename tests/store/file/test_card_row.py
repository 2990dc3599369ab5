"""The row of the card is always there: also in projects from before, which have one where somebody stated something."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import DamagedProjectError
from annotator.model import Card
from annotator.project import Project
from annotator.project.checking import checked
from annotator.store.file.keep_card_row import keep_card_row
from annotator.store.file.migrations import STEPS
from annotator.store.recover.recovering import recover
from tests.store.helpers import TEXT, make, raw
from tests.store.older import older_version

if TYPE_CHECKING:
    from pathlib import Path

CARD = Card(title="أخبار الميناء")
BEFORE = STEPS.index(keep_card_row)

each_card = pytest.mark.parametrize("card", [Card(), CARD], ids=["nothing stated", "stated"])


def older(path: Path, card: Card) -> Path:
    """Make a project as it was when a card that states nothing had no row."""
    with make(path, TEXT) as project:
        project.cards.put(card)
    older_version(path, BEFORE)
    assert len(rows(path)) == (card != Card())
    return path


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT number, card, changed, checksum FROM card").fetchall()


def faults(path: Path) -> list[str]:
    with checked(path) as project:
        return [fault.what for fault in project.faults()]


@each_card
def test_a_project_from_before_gets_the_row_that_it_lacks(card: Card, tmp_path: Path) -> None:
    path = older(tmp_path / "annotator.db", card)
    before = rows(path)
    assert faults(path) == []
    with Project.open(path) as project:
        assert project.cards.get() == card
        (after,) = rows(path)
        assert after[:3] == (1, "{}", "") if not before else [after] == before
        assert faults(path) == []
        assert project.cards.put(Card(title="أخرى"))
        assert project.cards.get() == Card(title="أخرى")
    assert faults(path) == []


def test_a_card_that_was_damaged_before_is_not_made_sound_by_it(tmp_path: Path) -> None:
    path = older(tmp_path / "annotator.db", CARD)
    raw(path, "UPDATE card SET card = replace(card, 'الميناء', 'القرية')")
    assert faults(path)
    with pytest.raises(DamagedProjectError), Project.open(path) as project:
        project.cards.get()
    assert faults(path)


@each_card
def test_a_project_from_before_is_merged(card: Card, tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as ours:
        ours.cards.put(Card(title="أخرى"))
        raw(ours.path, f"VACUUM INTO '{tmp_path / 'copy.db'}'")
    with Project.open(tmp_path / "copy.db") as copy:
        copy.cards.put(card)
    older_version(tmp_path / "copy.db", BEFORE)
    with Project.open(tmp_path / "annotator.db") as ours:
        (found,) = ours.imports.merge([tmp_path / "copy.db"])
        assert found.card == ("" if card == Card() else "kept")
        assert ours.cards.get() == Card(title="أخرى")


@each_card
def test_a_project_from_before_is_recovered(card: Card, tmp_path: Path) -> None:
    path = older(tmp_path / "annotator.db", card)
    report = recover(path, tmp_path / "new.db")
    assert report.lines == ()
    with Project.open(tmp_path / "new.db") as project:
        assert project.cards.get() == card


def test_the_row_is_changed_only(tmp_path: Path) -> None:
    make(tmp_path / "annotator.db", TEXT).close()
    with pytest.raises(sqlite3.IntegrityError, match="the row of the card stays"):
        raw(tmp_path / "annotator.db", "DELETE FROM card")
