"""Damaged projects given to recover: what can be read comes over, what can't is told, the damaged file stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.errors import (
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectExistsError,
    ProjectNewerError,
)
from annotator.model import Status
from annotator.project import Project
from annotator.store import check
from annotator.store.migrations import STEPS
from annotator.store.opening import open_project
from annotator.store.recover import building, recover
from tests.store.helpers import HUDA, OTHER, SCHEMA, TEXT, adding, contents, make, raw
from tests.store.lives import doings, lived
from tests.store.older import older_version
from tests.store.ruins import (
    ARTICLES,
    PAGE,
    Contents,
    Damage,
    build,
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
    from collections.abc import Callable, Iterable

    from tests.store.lives import Doing

pytestmark = pytest.mark.tried("damaged files given to recover")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with everything in it."""
    path = tmp_path_factory.mktemp("whole") / "annotator.db"
    build(path)
    return path


@pytest.fixture(scope="module")
def before(whole: Path) -> Contents:
    return contents_of(whole)


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
            assert not list(check.faults(opened)), damage.what
        shares.append(share(before, after))
    return sum(shares) / len(shares), refused


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
            assert new.gold(id_) == old.gold(id_)
            assert new.gold_steps(id_) == old.gold_steps(id_)
            for name in before.people:
                assert new.layer(id_, name) == old.layer(id_, name)
                assert new.operations(id_, name) == old.operations(id_, name)
        assert new.person("huda") == "هدى"
        assert new.status() == old.status()


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
    assert after == before


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
        (merged,) = project.merge([copy])
        assert merged.articles == 1
        assert not merged.apart
    assert contents_of(new).spans == contents_of(whole).spans


# --- damage ---------------------------------------------------------------------------------------


def test_pages_written_over(whole: Path, before: Contents, tmp_path: Path) -> None:
    data = whole.read_bytes()
    damages = [*pages(data, garbage=False)][::9] + [*pages(data, garbage=True)][4::9]
    average, refused = tried(tmp_path, before, damages)
    assert average > 0.9
    assert refused <= 1


def test_bits_that_flip(whole: Path, before: Contents, tmp_path: Path) -> None:
    average, refused = tried(tmp_path, before, flips(whole.read_bytes(), 12, seed=7))
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
        assert project.records("all") is not None


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


# --- the log --------------------------------------------------------------------------------------


def with_log(folder: Path, whole: Path) -> tuple[Path, Contents]:
    """Copy a project as it is after a crash, with the latest work in its log; return it with what is in it."""
    live, crashed = folder / "live" / "annotator.db", folder / "crashed" / "annotator.db"
    for path in (live, crashed):
        path.parent.mkdir()
    shutil.copy(whole, live)
    with Project.open(live) as project:
        for place in range(6):
            project.record(adding(place, place + 3, article="خبر-7", annotator=HUDA))
            project.set_status("خبر-8", "سامي", Status.DOING)
        for suffix in ("", "-wal"):
            shutil.copy(f"{live}{suffix}", f"{crashed}{suffix}")
    return crashed, contents_of(live)


def test_work_in_the_log_comes_over(whole: Path, tmp_path: Path) -> None:
    crashed, live = with_log(tmp_path, whole)
    report, after = saved(crashed, tmp_path / "new.db")
    assert report.whole
    assert after == live


@pytest.mark.parametrize("where", ["header", "salt", "frames", "last frame", "cut", "garbage"])
def test_a_damaged_log(whole: Path, before: Contents, tmp_path: Path, where: str) -> None:
    crashed, live = with_log(tmp_path, whole)
    log = Path(f"{crashed}-wal")
    good = log.read_bytes()
    frame = 24 + PAGE
    count = (len(good) - 32) // frame
    trials: list[bytes] = []
    for place in range(0, count, 5):
        data = bytearray(good)
        at = 32 + place * frame
        if where == "frames":
            data[at + 2000] ^= 4
        elif where == "salt":
            data[at + 9] ^= 4
        elif where == "cut":
            del data[at + 500 :]
        elif where == "garbage":
            data[at : at + frame] = os.urandom(frame)
        elif where == "header":
            data[:32] = bytes(32)
        else:
            data[32 + (count - 1) * frame + 24 + 3000] ^= 1
        trials.append(bytes(data))
    for trial in dict.fromkeys(trials):
        log.write_bytes(trial)
        (tmp_path / "new.db").unlink(missing_ok=True)
        report, after = saved(crashed, tmp_path / "new.db")
        assert report.source or after == live
        for key, rows in after.spans.items():
            assert rows <= live.spans.get(key, set()) | before.spans.get(key, set())
        for key, rows in before.spans.items():
            assert rows <= after.spans.get(key, set())


def test_a_log_that_does_not_fit(whole: Path, tmp_path: Path) -> None:
    crashed, live = with_log(tmp_path, whole)
    older = tmp_path / "older.db"
    make(older, TEXT, OTHER).close()
    shutil.copy(older, crashed)
    report, after = saved(crashed, tmp_path / "new.db")
    assert not report.whole
    known = contents_of(older)
    assert set(after.articles.items()) <= set(known.articles.items()) | set(live.articles.items())
    assert set(known.articles.items()) <= set(after.articles.items())


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.touch(),
        lambda path: path.write_text("hello"),
        lambda path: path.write_bytes(bytes(3 * PAGE)),
        lambda path: path.write_bytes(os.urandom(40 * PAGE)),
        lambda path: path.write_text(TEXT * 500),
        lambda path: raw(path, "CREATE TABLE recipes (name TEXT)", "INSERT INTO recipes VALUES ('خبز')"),
    ],
)
def test_what_is_no_project(tmp_path: Path, write: Callable[[Path], object]) -> None:
    write(tmp_path / "annotator.db")
    before = contents(tmp_path)
    with pytest.raises(
        NotAProjectError, match=r"is not a project of this program, or nothing of it can be read"
    ):
        recover(tmp_path / "annotator.db", tmp_path / "new.db")
    assert contents(tmp_path) == before


def test_a_newer_project(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    raw(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('annotator', 'add_extra', '')",
    )
    with pytest.raises(ProjectNewerError, match="Update annotator to recover it"):
        recover(path, tmp_path / "new.db")


def test_what_is_there_is_never_written_over(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "new.db").write_bytes(b"notes")
    with pytest.raises(ProjectExistsError):
        recover(whole, tmp_path / "new.db")
    with pytest.raises(ProjectExistsError):
        recover(whole, whole)
    assert contents(tmp_path) == {"new.db": b"notes"}


def test_a_schema_that_is_lost_can_be_given(whole: Path, before: Contents, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "annotator.db"
    broken.parent.mkdir()
    data = bytearray(whole.read_bytes())
    data[3 * PAGE : 4 * PAGE] = bytes(PAGE)
    broken.write_bytes(data)
    with pytest.raises(NotAProjectError) as caught:
        recover(broken, tmp_path / "new.db")
    assert str(caught.value) == (
        f"The label schema of {broken} can't be read, so {tmp_path / 'new.db'} was not made. Give the one that it was made with "
        "(labels in use: actor, claim, location, weapon), as annotator schema prints it of a copy from before: "
        f"annotator recover {broken} {tmp_path / 'new.db'} --schema FILE"
    )
    report = recover(broken, tmp_path / "new.db", SCHEMA)
    assert not report.whole
    assert "The label schema can't be read; the one that was given was taken." in report.lines
    assert contents_of(tmp_path / "new.db") == before


def test_a_file_that_is_written_to_meanwhile(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(whole, tmp_path / "annotator.db"))
    read = Path.read_bytes

    def late(self: Path) -> bytes:
        data = read(self)
        if self == path:
            os.utime(path, (1, 1))
        return data

    monkeypatch.setattr(Path, "read_bytes", late)
    with pytest.raises(ProjectBusyError, match="is being written to"):
        recover(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_a_full_disk_leaves_nothing(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match=r"new\.db can't be made: the disk is full\.$"):
        recover(whole, tmp_path / "new.db")
    assert contents(tmp_path) == {}


def test_what_is_found_at_fault_at_the_end_is_not_kept(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = check.Fault(table="span", row="7", what="it is not in the history")
    monkeypatch.setattr(building, "check", SimpleNamespace(faults=lambda _connection: iter([fault])))
    with pytest.raises(
        ProjectError, match=r"is not whole, which is a fault in annotator: table span, row 7: it is not in"
    ):
        recover(whole, tmp_path / "new.db")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("moment", ["fill", "put_in_place"])
def test_killed_in_the_middle_nothing_is_there(whole: Path, tmp_path: Path, moment: str) -> None:
    module = {"fill": "annotator.store.recover.building", "put_in_place": "annotator.store.creating"}[moment]
    code = (
        f"import os, signal, sys\nfrom pathlib import Path\nimport {module} as module\n"
        f"from annotator.store.recover import recover\ndone = module.{moment}\n"
        "def killed(*args, **named):\n"
        f"    {'done(*args, **named)' if moment == 'fill' else 'pass'}\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"module.{moment} = killed\nrecover(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(whole), str(tmp_path / "new.db")], check=False)
    assert done.returncode == -9
    assert not (tmp_path / "new.db").exists()
    report = recover(whole, tmp_path / "new.db")
    assert report.whole
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]
