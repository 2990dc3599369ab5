"""Killed between any two of its system calls, or with one that fails, a command leaves everything whole, and the next one ends well."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from annotator.errors import NoProjectError, ProjectNewerError
from annotator.project import Project
from annotator.store.check.checking import damage
from annotator.store.file.migrations import STEPS
from annotator.store.layers import Layers
from annotator.store.opening.opening import open_project
from tests.faults.calls import calls, failing, killed, possible, run
from tests.faults.older import NEXT
from tests.store.helpers import HUDA, OTHER, TEXT, make
from tests.store.logs import beside, kill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.store.file.migrations import Steps
    from tests.faults.calls import Call

pytestmark = pytest.mark.skipif(bool(possible()), reason=possible())

SHORT = 5
"""How many of the calls the short form takes, evenly spread."""
OLD, NEW = 20, 7
"""Spans in the project and in the copy, half of them in logs of programs that were killed."""

ERRORS = ("ENOSPC", "EIO")


class Case(NamedTuple):
    """A command as code, and how many calls it makes at least."""

    code: str
    calls: int
    look: Callable[[Path], None]  # at what a kill left
    end: Callable[[Path], None]  # at what there is when it has ended


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project and a copy from before, both with the log of a program that was killed."""
    folder = tmp_path_factory.mktemp("prepared")
    for name, spans in (("annotator.db", OLD), ("copy.db", NEW)):
        make(folder / name, TEXT, OTHER).close()
        kill(folder / name, range(spans // 2))
        with Project.open(folder / name):
            pass
        kill(folder / name, range(spans // 2, spans))
    return folder


def spans(path: Path) -> int:
    """How many spans there are, in a project that is whole and of either version."""
    steps: Steps = STEPS
    try:
        opened = open_project(path)
    except ProjectNewerError:
        steps = NEXT
        opened = open_project(path, steps=steps)
    with closing(opened) as connection:
        assert not damage(connection, steps)
        (operations,) = connection.rows("SELECT count(*) FROM operation")[0]
        found = Layers(connection).get("1.txt", HUDA).spans
    assert len(found) == operations
    return len(found)


def names(folder: Path) -> set[str]:
    """The names of the projects there, without what SQLite keeps beside them."""
    return {path.name for path in folder.iterdir() if not re.search(r"-(wal|shm|journal)$", path.name)}


def opens_or_is_told(folder: Path, allowed: set[int]) -> None:
    if (folder / "annotator.db").exists():
        assert spans(folder / "annotator.db") in allowed
        return
    with pytest.raises(NoProjectError, match=r"was stopped; it is .*aside-1 now, .*annotator restore COPY"):
        spans(folder / "annotator.db")


def unparted(folder: Path) -> set[str]:
    return {name for name in names(folder) if not re.fullmatch(r"\..*\.part", name)}


def after_backup(folder: Path) -> None:
    assert spans(folder / "annotator.db") == OLD
    if (folder / "new.db").exists():
        assert spans(folder / "new.db") == OLD
    assert unparted(folder) <= {"annotator.db", "copy.db", "new.db"}


def backed_up(folder: Path) -> None:
    after_backup(folder)
    assert names(folder) == {"annotator.db", "copy.db", "new.db"}


def after_restore(folder: Path) -> None:
    opens_or_is_told(folder, {OLD, NEW})
    assert unparted(folder) <= {"annotator.db", "copy.db", "annotator.db.aside-1"}


def restored(folder: Path) -> None:
    assert spans(folder / "annotator.db") == NEW
    aside = names(folder) - {"annotator.db", "copy.db"}
    assert all(re.fullmatch(r"annotator\.db\.aside-[12]", name) for name in aside)
    assert sorted(spans(folder / name) for name in aside) in ([OLD], [NEW, OLD])
    assert spans(folder / "copy.db") == NEW


def after_upgrade(folder: Path) -> None:
    assert spans(folder / "annotator.db") == OLD
    (copy,) = [*folder.glob("annotator.db.backup-*"), None][:1]
    assert copy is None or spans(copy) == OLD
    assert unparted(folder) <= {"annotator.db", "copy.db", "annotator.db.backup-add_extra"}


def upgraded(folder: Path) -> None:
    assert names(folder) == {"annotator.db", "copy.db", "annotator.db.backup-add_extra"}
    after_upgrade(folder)


CASES = {
    "backup": Case("main(['backup', 'new.db'])", 95, after_backup, backed_up),
    "restore": Case("main(['restore', 'copy.db'])", 25, after_restore, restored),
    "upgrade": Case(f"upgrade('annotator.db', {HUDA!r})", 120, after_upgrade, upgraded),
}
"""What is typed in a folder with a project and a copy."""

each_case = pytest.mark.parametrize("name", CASES)


def fresh(prepared: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(prepared, folder)


def seen(folder: Path) -> Path:
    """A copy to look at: opening a project changes its files."""
    return fresh(folder, folder.with_name("seen"))


def copy_is_as_before(prepared: Path, folder: Path) -> None:
    for suffix in ("", "-wal"):
        one, two = (beside(each / "copy.db", suffix) for each in (prepared, folder))
        assert one.read_bytes() == two.read_bytes()


def found(prepared: Path, tmp_path: Path, case: Case) -> list[Call]:
    listed = calls(case.code, fresh(prepared, tmp_path / "here"), tmp_path / "calls.log")
    case.end(tmp_path / "here")
    assert len(listed) >= case.calls
    return listed


def kill_at(prepared: Path, tmp_path: Path, case: Case, call: Call) -> None:
    folder = fresh(prepared, tmp_path / "here")
    killed(case.code, folder, call)
    copy_is_as_before(prepared, folder)
    case.look(seen(folder))
    again = run(case.code, folder, "-e", "trace=none")
    if again.returncode:  # a backup that was made before the kill is not made again
        assert "new.db is there already" in again.stderr
    copy_is_as_before(prepared, folder)
    left = {name for name in names(folder) if name.startswith(".")}
    if again.returncode:  # nothing was written, so nothing was cleaned up
        shutil.move(folder / "new.db", tmp_path / "away")
        assert spans(tmp_path / "away") == OLD
        assert run(case.code, folder, "-e", "trace=none").returncode == 0
        left = {name for name in names(folder) if name.startswith(".")}
    assert not left
    case.end(folder)


def fail_at(prepared: Path, tmp_path: Path, case: Case, call: Call, error: str) -> None:
    folder = fresh(prepared, tmp_path / "here")
    done = failing(case.code, folder, call, error)
    told = f"{call}, {error}: {done.returncode}, {done.stderr}"
    assert done.returncode in {0, 1}, told
    assert "Traceback" not in done.stderr, told
    assert "fault in annotator" not in done.stderr, told
    copy_is_as_before(prepared, folder)
    if done.returncode and not re.search(r" is (made|restored), but its folder", done.stderr):
        assert len(done.stderr.splitlines()) == 1, told
        assert spans(seen(folder) / "annotator.db") == OLD, told
        assert unparted(folder) <= {"annotator.db", "copy.db", "annotator.db.backup-add_extra"}, told
    case.look(seen(folder))


def spread(listed: list[Call]) -> list[Call]:
    return [listed[place * (len(listed) - 1) // (SHORT - 1)] for place in range(SHORT)]


@pytest.mark.tried("killed between two system calls: backup, restore, upgrade")
@pytest.mark.times(SHORT)
@each_case
def test_some_kills(prepared: Path, tmp_path: Path, name: str) -> None:
    for call in spread(found(prepared, tmp_path, CASES[name])):
        kill_at(prepared, tmp_path, CASES[name], call)


@pytest.mark.tried("backup, restore, upgrade with a system call that fails")
@pytest.mark.times(SHORT)
@each_case
def test_some_failures(prepared: Path, tmp_path: Path, name: str) -> None:
    for place, call in enumerate(spread(found(prepared, tmp_path, CASES[name]))):
        fail_at(prepared, tmp_path, CASES[name], call, ERRORS[place % 2])


@pytest.mark.faults
@pytest.mark.tried("killed between two system calls: backup, restore, upgrade")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.times(case.calls)) for name, case in CASES.items()]
)
def test_every_kill(prepared: Path, tmp_path: Path, name: str) -> None:
    for call in found(prepared, tmp_path, CASES[name]):
        kill_at(prepared, tmp_path, CASES[name], call)


@pytest.mark.faults
@pytest.mark.tried("backup, restore, upgrade with a system call that fails")
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.times(case.calls)) for name, case in CASES.items()]
)
def test_every_failure(prepared: Path, tmp_path: Path, name: str, error: str) -> None:
    for call in found(prepared, tmp_path, CASES[name]):
        fail_at(prepared, tmp_path, CASES[name], call, error)
