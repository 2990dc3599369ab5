"""Who can read what the program writes."""

from __future__ import annotations

import logging
import os
import stat
from typing import TYPE_CHECKING

import pytest

from annotator import files
from annotator.store.disk.temporary import private_folder
from annotator.tui import logfile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no modes here")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o022, 0o077, 0o002], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    wanted = int(request.param)
    before = os.umask(wanted)
    yield wanted
    os.umask(before)


def test_new_files_have_the_rights_that_the_umask_gives(here: Path, run: Run, umask: int) -> None:
    (here / "a.txt").write_text("نص", encoding="utf-8")
    run("init")
    run("import", "a.txt")
    run("export", "--layer", "all", "-o", "out.jsonl")
    run("export", "--layer", "all", "--format", "brat", "-o", "brat")
    for name in ("annotator.db", "out.jsonl", "brat/a.txt"):
        assert mode(here / name) == 0o666 & ~umask, name
    assert mode(here / "brat") == 0o777 & ~umask


def test_a_copy_and_what_is_replaced_have_the_rights_of_the_file(here: Path, run: Run, umask: int) -> None:
    assert umask
    run("init")
    (here / "annotator.db").chmod(0o600)
    run("backup", "copy.db")
    assert mode(here / "copy.db") == 0o600
    run("restore", "copy.db")
    assert mode(here / "annotator.db") == 0o600
    assert all(mode(path) & 0o077 == 0 for path in here.glob("annotator.db*"))
    (here / "a.txt").write_text("نص", encoding="utf-8")
    run("import", "a.txt")
    (here / "out.jsonl").touch(0o600)
    (here / "out.jsonl").chmod(0o600)
    run("export", "--layer", "all", "-o", "out.jsonl")
    assert mode(here / "out.jsonl") == 0o600


def test_what_is_kept_for_the_program_alone_is_private(
    tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert umask
    with files.new_file(tmp_path / "rescue.jsonl", private=True) as out:
        out.write(b"x")
    assert mode(tmp_path / "rescue.jsonl") == 0o600
    os.close(files.held_file(tmp_path / "held.jsonl", tmp_path / ".held.part", b"x"))
    assert mode(tmp_path / "held.jsonl") == 0o600
    (tmp_path / "there").touch()
    with files.new_file(tmp_path / "there") as out:
        (part,) = tmp_path.glob(".there.*.part")
        assert mode(part) == 0o600
        out.write(b"x")
    with private_folder() as folder:
        assert mode(folder) == 0o700
    monkeypatch.setattr(logfile, "path", lambda: tmp_path / "log" / "annotator.log")
    handler = logfile._handler()
    handler.emit(logging.LogRecord("annotator", logging.ERROR, "", 0, "x", None, None))
    handler.close()
    assert mode(tmp_path / "log" / "annotator.log") == 0o600
