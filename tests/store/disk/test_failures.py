"""What SQLite's errors are told as."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectError, ProjectReadOnlyError
from annotator.store.disk import failures

if TYPE_CHECKING:
    from pathlib import Path


def failed(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE])
def test_a_full_disk_is_told_also_where_the_file_is_not_there_yet(tmp_path: Path, code: int) -> None:
    with (
        pytest.raises(ProjectError, match=r"The disk that holds .*copy\.db is full"),
        failures.translated(tmp_path / "copy.db"),
    ):
        raise failed(code)


def test_a_file_that_is_not_there_yet_is_not_said_to_lack_a_right(tmp_path: Path) -> None:
    with (
        pytest.raises(ProjectError, match="can't be read or written") as caught,
        failures.translated(tmp_path / "copy.db"),
    ):
        raise failed(sqlite3.SQLITE_IOERR)
    assert not isinstance(caught.value, ProjectReadOnlyError)
