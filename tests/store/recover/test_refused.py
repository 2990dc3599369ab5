"""What recover refuses, and what it leaves when it fails or is killed: nothing that is there is changed, and nothing half made stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from annotator.errors import (
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectExistsError,
    ProjectNewerError,
)
from annotator.model import Fault
from annotator.store.recover import new_project
from annotator.store.recover.recovering import recover
from tests.store.helpers import SCHEMA, TEXT, contents, make, raw
from tests.store.recovering import before, whole
from tests.store.ruins import PAGE, Contents, contents_of

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.tried("damaged files given to recover")

__all__ = ["before", "whole"]


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
    fault = Fault(table="span", row="7", what="it is not in the history")
    monkeypatch.setattr(new_project, "checking", SimpleNamespace(faults=lambda _connection: iter([fault])))
    with pytest.raises(
        ProjectError, match=r"is not whole, which is a fault in annotator: table span, row 7: it is not in"
    ):
        recover(whole, tmp_path / "new.db")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("moment", ["fill", "put_in_place"])
def test_killed_in_the_middle_nothing_is_there(whole: Path, tmp_path: Path, moment: str) -> None:
    module = {
        "fill": "annotator.store.recover.new_project",
        "put_in_place": "annotator.store.opening.creating",
    }[moment]
    code = (
        f"import os, signal, sys\nfrom pathlib import Path\nimport {module} as module\n"
        f"from annotator.store.recover.recovering import recover\ndone = module.{moment}\n"
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
