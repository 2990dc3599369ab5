"""What is written beside a file can be read by those who can read that file, and by nobody else, at every moment."""

from __future__ import annotations

import logging
import os
import stat
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator import files
from annotator.model import Numbered, TimeAdded
from annotator.store.disk.bounded import connect
from annotator.store.disk.sqlite_files import unfinished_beside
from annotator.store.file import copying
from annotator.store.opening.opening import open_project
from annotator.store.rescue.applying import set_aside
from annotator.store.rescue.writing import RescueFile
from annotator.tui import logfile
from tests.store.helpers import HUDA, TEXT, make
from tests.store.opening.test_upgrading import NEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tried("modes of what is written beside a file")

MODES = [0o600, 0o640, 0o660, 0o664, 0o644, 0o400]
each_mode = pytest.mark.parametrize("mode", MODES, ids=oct)


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A umask that takes nothing away: whatever is left to it can be read by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@each_mode
def test_the_copy_before_an_upgrade(tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = tmp_path / "annotator.db", tmp_path / "annotator.db.backup-add_extra"
    make(path, TEXT).close()
    path.chmod(mode)
    target.write_text("an older copy")
    seen: list[int] = []

    def placed(unfinished: Path, target: Path, *, replace: bool) -> None:
        assert mode_of(unfinished.parent) == 0o700
        seen.extend(mode_of(path) for path in unfinished.parent.iterdir())
        files.put_in_place(unfinished, target, replace=replace)

    monkeypatch.setattr(copying, "put_in_place", placed)
    with closing(open_project(path, steps=NEXT)):
        pass
    assert seen == [mode | 0o600]  # a copy of what can only be read is there to be worked on
    assert mode_of(target) == mode | 0o600


@each_mode
def test_the_log_and_the_journal_of_a_copy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    path.chmod(mode)
    for journal in ("WAL", "DELETE"):
        with (
            unfinished_beside(tmp_path / "copy.db", like=path) as unfinished,
            closing(connect(unfinished, "rw", 0)) as database,
        ):
            database.execute(f"PRAGMA journal_mode = {journal}")
            database.execute("CREATE TABLE one (number)")
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO one VALUES (1)")
            there = {path.name: mode_of(path) for path in unfinished.parent.iterdir()}
            assert len(there) == (3 if journal == "WAL" else 2)
            assert set(there.values()) == {mode}


@each_mode
def test_what_takes_the_place_of_a_file_while_it_is_written(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "gold.jsonl"
    target.touch()
    target.chmod(mode)
    with files.new_file(target) as out:
        out.write(TEXT.encode())
        out.flush()
        (part,) = (path for path in tmp_path.iterdir() if path != target)
        assert mode_of(part) == 0o600
    assert mode_of(target) == mode


def test_what_takes_the_place_of_a_folder_while_it_is_written(tmp_path: Path) -> None:
    target = tmp_path / "set"
    target.mkdir(0o2770)
    target.chmod(0o2770)
    with files.new_folder(target) as part:
        assert mode_of(part) == 0o700
    assert mode_of(target) == 0o2770


def test_what_takes_no_place_is_left_to_the_umask(tmp_path: Path) -> None:
    for umask, file, folder in ((0o022, 0o644, 0o755), (0o077, 0o600, 0o700), (0o002, 0o664, 0o775)):
        os.umask(umask)
        with files.new_file(tmp_path / f"file{umask}"), files.new_folder(tmp_path / f"set{umask}"):
            pass
        make(tmp_path / f"annotator{umask}.db").close()
        assert mode_of(tmp_path / f"file{umask}") == mode_of(tmp_path / f"annotator{umask}.db") == file
        assert mode_of(tmp_path / f"set{umask}") == folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_owner_and_group_are_kept_where_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    path.touch()
    path.chmod(0o660)
    os.chown(path, 1234, 5678)
    with unfinished_beside(tmp_path / "copy.db", like=path) as copy:
        assert (copy.stat().st_uid, copy.stat().st_gid, mode_of(copy)) == (1234, 5678, 0o660)


@pytest.mark.parametrize(("mode", "left"), [(0o660, 0o600), (0o640, 0o600), (0o664, 0o644), (0o600, 0o600)])
def test_a_group_that_can_not_be_given_gets_no_more_than_everybody(
    tmp_path: Path, mode: int, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "annotator.db"
    path.touch()
    path.chmod(mode)
    group = path.stat().st_gid
    real = os.fstat

    def fstat(handle: int) -> os.stat_result:
        """Another group has what was made, as on BSD in a folder of that group."""
        found = list(real(handle))
        found[5] = group + 1
        return os.stat_result(found)

    def fchown(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "fchown", fchown)
    monkeypatch.setattr(os, "fstat", fstat)
    files.make_like(tmp_path / "copy.db", path)
    assert mode_of(tmp_path / "copy.db") == left


LIST = "system.posix_acl_access"
EVERYBODY = 0xFFFFFFFF


def access_list(*entries: tuple[int, int, int]) -> bytes:
    """Return a list as Linux has it: kind (owner 1, a user 2, group 4, mask 16, others 32), rights, and who."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def test_a_list_of_people_who_have_rights_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    path.chmod(0o600)
    wanted = access_list(
        (1, 6, EVERYBODY), (2, 6, 1234), (4, 0, EVERYBODY), (16, 6, EVERYBODY), (32, 0, EVERYBODY)
    )
    try:
        os.setxattr(path, LIST, wanted)
    except (AttributeError, OSError):
        pytest.skip("no lists of people on this disk")
    assert mode_of(path) == 0o660, "what stands in the group's place is the most that anybody of the list has"
    files.make_like(tmp_path / "copy.db", path)
    assert os.getxattr(tmp_path / "copy.db", LIST) == wanted
    with files.new_file(path) as out:
        out.write(b"new")
    assert os.getxattr(path, LIST) == wanted


def test_a_list_that_the_folder_gives_does_not_open_a_copy_to_more_people(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    path.touch()
    path.chmod(0o660)
    given = access_list(
        (1, 7, EVERYBODY), (2, 7, 1234), (4, 7, EVERYBODY), (16, 7, EVERYBODY), (32, 0, EVERYBODY)
    )
    try:
        os.setxattr(tmp_path, "system.posix_acl_default", given)
    except (AttributeError, OSError):
        pytest.skip("no lists of people on this disk")
    files.make_like(tmp_path / "copy.db", path)
    assert mode_of(tmp_path / "copy.db") == 0o660
    with pytest.raises(OSError, match="No data"):
        os.getxattr(tmp_path / "copy.db", LIST)


# --- what the program leaves by itself ------------------------------------------------------------


def test_what_a_person_could_not_save(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    path.chmod(0o666)
    kept = RescueFile(path, "now", HUDA, "1234567890ab")
    kept.keep([Numbered(number=1, change=TimeAdded(article="1.txt", annotator=HUDA, seconds=5))])
    assert kept.path is not None
    assert mode_of(kept.path) == 0o600
    assert mode_of(set_aside(kept.path)) == 0o600


def test_the_log_of_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "annotator.log"
    monkeypatch.setattr(logfile, "path", lambda: log)
    for before in (None, 0o644):
        if before is not None:
            log.chmod(before)
        handler = logfile._handler()
        handler.emit(logging.LogRecord("annotator", logging.ERROR, "", 0, TEXT, None, None))
        handler.close()
        assert mode_of(log) == 0o600
    assert log.read_text(encoding="utf-8").count(TEXT) == 2
