"""Damaged projects given to recover: what can be read comes over, what can't is told, the damaged file stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.errors import NotAProjectError
from annotator.model import Status
from annotator.project import Project
from annotator.store.check import checking
from annotator.store.check.derived import DERIVED
from annotator.store.file.keep_notes import keep_notes
from annotator.store.file.migrations import STEPS
from annotator.store.opening.opening import open_project
from annotator.store.recover.btree import Tree
from annotator.store.recover.draft import Draft
from annotator.store.recover.pages import Pages
from annotator.store.recover.recovering import recover
from annotator.store.recover.tables import ReadTables
from tests.store.helpers import raw
from tests.store.lives import doings, lived
from tests.store.older import older_version
from tests.store.recovering import before, whole
from tests.store.ruins import (
    ARTICLES,
    PAGE,
    Contents,
    Damage,
    contents_of,
    cuts,
    flips,
    pages,
    saved,
    share,
    spoilt,
    without_moments,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.store.lives import Doing

pytestmark = pytest.mark.tried("damaged files given to recover")

__all__ = ["before", "whole"]


def tried(folder: Path, before: Contents, damages: Iterable[Damage]) -> tuple[float, int]:
    """Recover from each; return how much came over on average, and how many were refused with a sentence."""
    broken, new = folder / "broken" / "annotator.db", folder / "new" / "annotator.db"
    shares: list[float] = []
    refused = 0
    for damage in damages:
        for place in (broken.parent, new.parent):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        broken.write_bytes(damage.data)
        try:
            report, after = saved(broken, new)
        except NotAProjectError:
            assert not list(new.parent.iterdir()), damage.what
            refused += 1
            shares.append(0)
            continue
        assert not list(wrong(before, after, report)), damage.what
        if report.whole:
            assert without_moments(after) == without_moments(before), damage.what
        with closing(open_project(new)) as opened:
            assert not list(checking.faults(opened)), damage.what
        shares.append(share(before, after))
    return sum(shares) / len(shares), refused


def pages_of(data: bytes, root: int) -> set[int]:
    """Return the numbers of the pages of a table, WITHOUT ROWID or with."""
    pages = Pages(data, None, PAGE)
    trees = [Tree(pages, root, index=index) for index in (False, True)]
    for tree in trees:
        list(tree.walk())
    return trees[0].pages | trees[1].pages


# --- what is whole --------------------------------------------------------------------------------


def test_a_project_that_is_whole_comes_over_as_it_is(whole: Path, before: Contents, tmp_path: Path) -> None:
    report, after = saved(whole, tmp_path / "new.db")
    assert report.whole
    assert after == before
    assert (report.articles, report.people) == (ARTICLES, 4)
    with Project.open(whole) as old, Project.open(tmp_path / "new.db") as new:
        assert new.schema == old.schema
        assert new.created == old.created
        for id_ in before.articles:
            assert new.gold.get(id_) == old.gold.get(id_)
            assert new.gold.steps(id_) == old.gold.steps(id_)
            for name in before.people:
                assert new.layers.get(id_, name) == old.layers.get(id_, name)
                assert new.layers.operations(id_, name) == old.layers.operations(id_, name)
        assert new.people.named("huda") == "هدى"
        assert new.work.status() == old.work.status()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings)
def test_whatever_people_did_comes_over(tmp_path: Path, story: list[Doing]) -> None:
    new = tmp_path / "new.db"
    with lived(story) as project:
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
        report = recover(project.path, new)
        assert report.whole, report.lines
        assert contents_of(new) == contents_of(project.path)


@pytest.mark.parametrize("steps", range(8, len(STEPS)))
def test_a_project_of_an_older_version(whole: Path, before: Contents, tmp_path: Path, steps: int) -> None:
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    shutil.copy(whole, broken)
    older_version(broken, steps)
    report, after = saved(broken, tmp_path / "new.db")
    assert report.whole
    has_notes = steps > STEPS.index(keep_notes)
    assert after == (before if has_notes else before._replace(notes={}, back={}))


def test_the_new_project_has_the_mode_of_the_old_one(whole: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(whole, tmp_path / "annotator.db"))
    path.chmod(0o640)
    recover(path, tmp_path / "new.db")
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o640


def test_work_goes_on_in_the_new_project_and_a_copy_from_before_merges(whole: Path, tmp_path: Path) -> None:
    copy, new = Path(shutil.copy(whole, tmp_path / "copy.db")), tmp_path / "new.db"
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    data = bytearray(whole.read_bytes())
    text = "نَفى مَصدَرٌ مَحَلِّيٌّ وُصولَ أيِّ قافِلَةٍ إلى البَلدة. 5.1".encode()
    at = data.index(text)
    data[at : at + 6] = b"xxxxxx"
    broken.write_bytes(data)
    report, after = saved(broken, new)
    assert report.articles == ARTICLES - 1
    assert "خبر-5" not in after.articles
    with Project.open(new) as project:
        (merged,) = project.imports.merge([copy])
        assert merged.articles == 1
        assert not merged.conflicts
    assert contents_of(new).spans == contents_of(whole).spans


# --- damage ---------------------------------------------------------------------------------------


def test_pages_written_over(whole: Path, before: Contents, tmp_path: Path) -> None:
    data = whole.read_bytes()
    damages = [*pages(data, garbage=False)][::9] + [*pages(data, garbage=True)][4::9]
    average, refused = tried(tmp_path, before, damages)
    assert average > 0.9
    assert refused <= 1


def test_bits_that_flip(whole: Path, before: Contents, tmp_path: Path) -> None:
    average, refused = tried(tmp_path, before, flips(whole.read_bytes(), 12, seed=8))
    assert average > 0.99
    assert not refused


def test_files_that_are_cut_off(whole: Path, before: Contents, tmp_path: Path) -> None:
    tried(tmp_path, before, [*cuts(whole.read_bytes())][::14])


def test_much_damage_at_once(whole: Path, before: Contents, tmp_path: Path) -> None:
    tried(tmp_path, before, spoilt(whole.read_bytes(), 8, seed=11))


@pytest.mark.faults
@pytest.mark.times(120)
def test_every_page_written_over(whole: Path, before: Contents, tmp_path: Path) -> None:
    data = whole.read_bytes()
    for garbage in (False, True):
        average, refused = tried(tmp_path, before, pages(data, garbage=garbage))
        assert average > 0.95
        assert refused == 2  # the page with the label schema, and the one that leads to all texts


@pytest.mark.faults
@pytest.mark.times(400)
def test_many_bits_that_flip(whole: Path, before: Contents, tmp_path: Path) -> None:
    average, refused = tried(tmp_path, before, flips(whole.read_bytes(), 400, seed=1))
    assert average > 0.99
    assert not refused


@pytest.mark.faults
@pytest.mark.times(120)
def test_files_that_are_cut_off_anywhere(whole: Path, before: Contents, tmp_path: Path) -> None:
    tried(tmp_path, before, cuts(whole.read_bytes()))


@pytest.mark.faults
@pytest.mark.times(160)
def test_very_much_damage_at_once(whole: Path, before: Contents, tmp_path: Path) -> None:
    tried(tmp_path, before, spoilt(whole.read_bytes(), 160, seed=2))


@pytest.mark.parametrize("what", ["header", "first page", "tables"])
def test_without_what_tells_where_the_tables_are(
    whole: Path, before: Contents, tmp_path: Path, what: str
) -> None:
    data = bytearray(whole.read_bytes())
    if what == "header":
        data[:100] = bytes(100)
    elif what == "first page":
        data[:PAGE] = bytes(PAGE)
    else:
        data[100:PAGE] = bytes(PAGE - 100)
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    broken.write_bytes(data)
    _, after = saved(broken, tmp_path / "new.db")
    assert after == before


def test_tables_elsewhere_are_found_by_what_is_in_them(whole: Path, before: Contents, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    raw(whole, f"VACUUM INTO '{broken}'")
    data = broken.read_bytes()
    broken.write_bytes(bytes(PAGE) + data[PAGE:])
    report, after = saved(broken, tmp_path / "new.db")
    assert not list(wrong(before, after, report))
    assert share(before, after) > 0.9


def test_tables_elsewhere_are_found_where_nothing_lists_them(
    whole: Path, before: Contents, tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    raw(whole, f"VACUUM INTO '{broken}'")
    data = bytearray(broken.read_bytes())
    draft = Draft()
    with closing(draft), closing(sqlite3.connect(broken)) as connection:
        for number in pages_of(bytes(data), 1):
            data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
        tables = ReadTables(Pages(bytes(data), None, PAGE), draft.definitions, draft.fits).tables
        for name, table in tables.items():
            there = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            assert len(table.rows) == there, name  # no row of another table was taken for one of it
    broken.write_bytes(data)
    report, after = saved(broken, tmp_path / "new.db")
    assert not list(wrong(before, after, report))
    assert share(before, after) > 0.9
    assert not report.whole


def test_pages_of_what_is_made_anew_are_not_missed(whole: Path, before: Contents, tmp_path: Path) -> None:
    data = bytearray(whole.read_bytes())
    with closing(sqlite3.connect(whole)) as connection:
        derived = {name for each in DERIVED for name in each.tables}
        roots = [
            root
            for name, root in connection.execute(
                "SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"
            )
            if name in derived and root
        ]
    for number in {number for root in roots for number in pages_of(bytes(data), root)}:
        data[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    broken.write_bytes(data)
    report, after = saved(broken, tmp_path / "new.db")
    assert report.whole
    assert after == before


def test_a_history_that_is_lost_is_told_and_the_spans_are_taken(
    whole: Path, before: Contents, tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    data = bytearray(whole.read_bytes())
    with closing(sqlite3.connect(whole)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'operation'").fetchone()
    children = [page for page in range(2, len(data) // PAGE + 1) if data[(page - 1) * PAGE] == 13]
    lost = next(
        page for page in children if b"doadded" in data[(page - 1) * PAGE : page * PAGE] and page != root
    )
    data[(lost - 1) * PAGE : lost * PAGE] = bytes(PAGE)
    broken.write_bytes(data)
    report, after = saved(broken, tmp_path / "new.db")
    assert after.spans == before.spans
    assert any("entries of the history" in line for line in report.lines)
    assert any(f"of operation (page {lost}) can't be read" in line for line in report.lines)
    with Project.open(tmp_path / "new.db") as project:
        assert project.records.select("all") is not None


def test_layers_that_may_lack_spans_are_to_be_finished_again(
    whole: Path, before: Contents, tmp_path: Path
) -> None:
    data = whole.read_bytes()
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    seen = 0
    for damage in [*cuts(data)][60::6]:
        broken.write_bytes(damage.data)
        (tmp_path / "new.db").unlink(missing_ok=True)
        report, after = saved(broken, tmp_path / "new.db")
        for key, rows in before.spans.items():
            if after.spans.get(key, set()) >= rows:
                continue
            done = {row for row in after.work.get(key, set()) if row[0] == Status.DONE.value}
            seen += 1
            assert not done, (damage.what, key)
            assert report.lines
    assert seen
