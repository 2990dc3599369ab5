"""Copies, recovery and damage of projects in which a text was corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import ChangeError, DifferentProjectError
from annotator.model import (
    Span,
    Status,
)
from annotator.project import Project
from annotator.project.checking import checked
from annotator.project.whole_files import recover
from tests.store.helpers import HUDA, SAMI, make, raw
from tests.store.importing.test_correcting import (
    AFTER,
    BEFORE,
    DELEGATION,
    MOVED,
    PORT,
    YESTERDAY,
    everything,
    project,
    update,
)
from tests.store.importing.test_same_text import marks
from tests.store.importing.test_whole_export_without_a_label import layers, settle

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["project"]


def test_a_copy_with_the_former_text_is_refused_until_it_is_corrected_too(tmp_path: Path) -> None:
    with make(tmp_path / "ours.db", BEFORE) as ours, make(tmp_path / "copy.db", BEFORE) as copy:
        layers(ours, [DELEGATION], [])
        copy.layers.add("1.txt", SAMI, [Span.new(*DELEGATION, SAMI), Span.new(*YESTERDAY, SAMI)], Status.DONE)
        update(ours)
        for one_side, other in ((ours, copy), (copy, ours)):
            with pytest.raises(
                DifferentProjectError, match=r"was corrected in .*ours\.db and not in .*copy\.db"
            ):
                one_side.imports.merge([other.path])
        update(copy)
        (report,) = ours.imports.merge([copy.path])
        assert (report.brought, report.conflicts) == (1, ())
        assert marks(ours, SAMI) == {MOVED}
        ours.imports.undo_updates(["1.txt"])
        assert marks(ours, SAMI) == {DELEGATION, YESTERDAY}
    with checked(tmp_path / "ours.db") as found:
        assert not list(found.faults())


@pytest.mark.parametrize("way", ["ours", "theirs"])
def test_a_text_that_was_corrected_and_is_again_what_it_was_is_merged(tmp_path: Path, way: str) -> None:
    with make(tmp_path / "ours.db", BEFORE) as ours, make(tmp_path / "copy.db", BEFORE) as copy:
        layers(ours, [DELEGATION], [])
        copy.layers.add("1.txt", "salim", [Span.new(*YESTERDAY, "salim")], Status.DONE)
        corrected = ours if way == "ours" else copy
        update(corrected)
        corrected.imports.undo_updates(["1.txt"])
        (report,) = ours.imports.merge([copy.path])
        assert (report.brought, report.conflicts) == (1, ())
        assert (marks(ours), marks(ours, "salim")) == ({DELEGATION}, {YESTERDAY})
        assert ours.articles.get("1.txt").edition == 2
        assert ours.imports.merge([copy.path])[0].same == 1
        update(ours)
        assert marks(ours) == {MOVED}
    with checked(tmp_path / "ours.db") as found:
        assert not list(found.faults())


def test_a_text_that_came_in_corrected_fits_one_that_was_corrected(tmp_path: Path) -> None:
    with make(tmp_path / "ours.db", AFTER) as ours, make(tmp_path / "copy.db", BEFORE) as copy:
        copy.layers.add("1.txt", SAMI, [Span.new(*DELEGATION, SAMI)], Status.DONE)
        update(copy)
        copy.layers.add("1.txt", HUDA, [Span.new(*MOVED, HUDA)], Status.DONE)
        (report,) = ours.imports.merge([copy.path])
        assert [(one.article, one.annotator) for one in report.conflicts] == [("1.txt", SAMI)]
        assert marks(ours, HUDA) == {MOVED}
        ours.layers.add("1.txt", "salim", [Span.new(*MOVED, "salim")], Status.DONE)
        (report,) = copy.imports.merge([ours.path])
        assert (report.brought, report.conflicts) == (1, ())
        assert marks(copy, "salim") == {MOVED}
        copy.imports.undo_updates(["1.txt"])
        assert marks(copy, SAMI) == {DELEGATION}
    for name in ("ours.db", "copy.db"):
        with checked(tmp_path / name) as found:
            assert not list(found.faults())


def test_an_article_that_is_new_here_comes_with_its_former_text(tmp_path: Path) -> None:
    with make(tmp_path / "ours.db") as ours, make(tmp_path / "copy.db", BEFORE) as copy:
        layers(copy, [DELEGATION, YESTERDAY], [])
        update(copy)
        ours.imports.merge([copy.path])
        ours.imports.undo_updates(["1.txt"])
        assert marks(ours) == {DELEGATION, YESTERDAY}
        assert ours.articles.get("1.txt").text == BEFORE


def test_a_project_that_is_recovered_can_go_back(project: Project, tmp_path: Path) -> None:
    layers(project, [DELEGATION, PORT, YESTERDAY], [PORT])
    settle(project, ([(HUDA, DELEGATION)], [DELEGATION]))
    before = everything(project)
    update(project)
    report = recover(project.path, tmp_path / "new.db")
    assert report.lines == ()
    with Project.open(tmp_path / "new.db") as new:
        assert everything(new) == everything(project)
        new.imports.undo_updates(["1.txt"])
        assert everything(new) == before


def test_a_former_text_that_is_lost_is_told(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, BEFORE) as project:
        project.layers.add("1.txt", HUDA, [Span.new(*DELEGATION, HUDA)], Status.DONE)
        update(project)
    raw(path, "DROP TRIGGER former_text_is_never_deleted", "DELETE FROM former_text")
    with checked(path) as found:
        assert any("the text from before a correction is gone" in str(fault) for fault in found.faults())
    report = recover(path, tmp_path / "new.db")
    assert any("the text that it had before correction 1 is lost" in line for line in report.lines)
    with Project.open(tmp_path / "new.db") as project:
        with pytest.raises(ChangeError, match=r"former text of 1\.txt is lost"):
            project.imports.undo_updates(["1.txt"])
        assert marks(project) == {MOVED}
        update(project, BEFORE)
        assert marks(project) == {DELEGATION}


def test_a_former_text_that_was_altered_is_told(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, BEFORE) as project:
        update(project)
    raw(path, "DROP TRIGGER former_text_is_never_altered", "UPDATE former_text SET text = 'x'")
    with checked(path) as found:
        assert any(fault.table == "former_text" and not fault.harmless for fault in found.faults())
