"""The file that says what went wrong unseen: bounded, and never in the way."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.tui import logfile

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _logger_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logger = logging.getLogger("annotator")
    before = (logger.level, logger.propagate, list(logger.handlers))
    yield
    for handler in logger.handlers:
        if handler not in before[2]:
            handler.close()
    logger.level, logger.propagate, logger.handlers = before


def test_there_is_no_file_until_there_is_something_to_say(tmp_path: Path) -> None:
    logfile.start()
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]
    logging.getLogger("annotator.tui").warning("قصف \ud800")
    (file,) = (each for each in tmp_path.rglob("*") if each.is_file())
    assert file == logfile.path()
    assert "قصف \\ud800" in file.read_text(encoding="utf-8")


def test_it_is_bounded() -> None:
    logfile.start()
    file = logfile.path()
    assert file is not None
    for number in range(3 * logfile.LARGEST // 1000):
        logging.getLogger("annotator.tui").warning("%d %s", number, "x" * 1000)
    assert {each.name for each in file.parent.iterdir()} == {"annotator.log", "annotator.log.1"}
    assert sum(each.stat().st_size for each in file.parent.iterdir()) <= 2 * logfile.LARGEST
    assert str(3 * logfile.LARGEST // 1000 - 1) in file.read_text(encoding="utf-8")


def test_where_it_cannot_be_written_nothing_is_said_and_nothing_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("no folder", encoding="utf-8")
    logfile.start()
    logfile.tell(ZeroDivisionError("of ours"))
    assert capsys.readouterr().err == ""
    assert (tmp_path / "state").read_text(encoding="utf-8") == "no folder"


def test_a_folder_that_goes_away_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    logfile.start()
    file = logfile.path()
    assert file is not None
    file.parent.rmdir()
    logfile.tell(ZeroDivisionError("of ours"))
    assert capsys.readouterr().err == ""


def test_where_no_home_is_known_no_file_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_log_path", lambda _: Path("~/state"))
    logfile.start()
    logfile.tell(ZeroDivisionError("of ours"))
    assert not list(tmp_path.iterdir())
