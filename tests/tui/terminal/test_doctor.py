"""`annotator doctor`: what it prints, what it asks, what it keeps."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pexpect
import pytest
from click.testing import CliRunner, Result

from annotator import config
from annotator.cli import main
from annotator.cli.doctor import readable
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.card import SENTENCE, card
from annotator.tui.terminal.detect import Detected
from annotator.tui.terminal.plan import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

QTERMINAL = b"\x1b[>0;115;0c\x1b[?1;2c"
KONSOLE = b"\x1bP>|Konsole 22.12.3\x1b\\\x1b[>1;115;0c\x1b[?62;1;4c"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(path))
    monkeypatch.delenv("ANNOTATOR_PROJECT", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    return path


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *arguments])


def test_where_there_is_no_terminal_it_prints_and_asks_nothing(settings: Path, tmp_path: Path) -> None:
    result = doctor("--project", str(tmp_path / "no.db"))
    assert result.exit_code == 0
    assert "Which line" not in result.output
    assert SENTENCE in result.output
    assert "\x1b" not in result.output
    assert f"annotator init --project {tmp_path / 'no.db'}" in result.output
    assert not settings.exists()


def test_a_file_that_is_no_project_is_told_of(settings: Path, tmp_path: Path) -> None:  # noqa: ARG001
    stranger = tmp_path / "notes.db"
    stranger.write_text("groceries")
    result = doctor("--project", str(stranger))
    assert result.exit_code == 0
    assert str(stranger) in result.output
    assert stranger.read_text() == "groceries"


def test_a_project_with_too_long_a_name_is_told_of(settings: Path) -> None:  # noqa: ARG001
    result = doctor("--project", "x" * 300)
    assert result.exit_code == 0
    assert f"{'x' * 300} can't be opened: the name is too long" in result.output
    assert SENTENCE in result.output


def test_names_from_outside_command_no_terminal(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOTATOR_CONFIG", f"{settings}\x1b[2J\u009bH\u202e")
    monkeypatch.setenv("TERM", "odd\x1b[31m")
    strange = "x\x1b]0;pwn\x07a.db"
    for there in (False, True):
        if there:
            (tmp_path / strange).write_text("groceries")
        output = doctor("--project", strange).output
        assert r"x\x1b]0;pwn\x07a.db" in output
        assert r"\x1b[2J\x9bH\u202e" in output
        assert r"odd\x1b[31m" in output
        assert not set(output) & set("\x1b\x07\u009b\u202e")


def test_settings_that_make_no_sense_are_told_of_and_the_card_still_comes(settings: Path) -> None:
    settings.write_text("theme = 7")
    result = doctor()
    assert result.exit_code == 0
    assert "mend the file or remove it" in result.output
    assert SENTENCE in result.output


def test_sequences_are_shown_as_a_person_can_read_them() -> None:
    assert readable("\x1b[8l\x1b]50;BidiRenderingEnabled=false\x07") == (
        "ESC [8l ESC ]50;BidiRenderingEnabled=false BEL"
    )
    assert readable("") == "nothing"


@pytest.mark.parametrize(("version", "mark"), [("0.26.5", "\x1b[3m"), ("0.41", "\x1b]66;w=1:h=1;")])
def test_the_card_shows_kitty_the_way_of_its_version(version: str, mark: str) -> None:
    terminal = plan(Detected(name="kitty", version=version), Answers(ended=True), choice="kitty")
    ways = {way.title: way for way in card(terminal, 80, color=False)}
    assert mark in ways["for kitty"].text
    assert ways["logical order, nothing sent"].text == SENTENCE
    assert ways["visual order, nothing sent"].text == ways["visual order, the terminal readied"].text
    assert ways["visual order, nothing sent"].text.startswith(".12/05/2021")


@pytest.fixture
def terminal(settings: Path) -> Iterator[Callable[[bytes], Any]]:
    """Start doctor in a terminal that answers as given; return it once it asks."""
    children = []

    def start(answer: bytes) -> Any:
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONIOENCODING": "utf-8",
        }
        for name in ("TMUX", "STY", "NO_COLOR"):
            environment.pop(name, None)
        child = pexpect.spawn(
            sys.executable,
            ["-c", "from annotator.cli import main; main()", "doctor"],
            env=environment,
            cwd=str(settings.parent),
            dimensions=(50, 100),
            timeout=30,
        )
        children.append(child)
        child.expect_exact(b"\x1b[>c\x1b[c")
        child.send(answer)
        child.expect_exact(b"leave all as it is:")
        child.shown = child.before
        return child

    yield start
    for child in children:
        child.close(force=True)


def finish(child: Any) -> bytes:
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    out: bytes = child.before
    return out


@pytest.mark.usefixtures("settings")
def test_the_answer_is_kept_for_this_kind_of_terminal(terminal: Callable[[bytes], Any]) -> None:
    child = terminal(QTERMINAL)
    assert b"qterminal" in child.shown
    child.sendline("4")
    assert b"--bidi kitty in qterminal" in finish(child)
    assert config.load().bidi == {"qterminal": "kitty"}


@pytest.mark.parametrize("answer", ["", "0"])
def test_no_answer_changes_nothing(terminal: Callable[[bytes], Any], settings: Path, answer: str) -> None:
    child = terminal(QTERMINAL)
    child.sendline(answer)
    finish(child)
    assert not settings.exists()


def test_an_answer_that_is_no_line_is_asked_again(terminal: Callable[[bytes], Any], settings: Path) -> None:
    child = terminal(QTERMINAL)
    child.sendline("9")
    child.expect_exact(b"leave all as it is:")
    child.sendline("")
    finish(child)
    assert not settings.exists()


def test_the_terminal_is_readied_for_the_lines_that_need_it_and_put_back(
    terminal: Callable[[bytes], Any],
) -> None:
    child = terminal(KONSOLE)
    off, on = b"\x1b]50;BidiRenderingEnabled=false\x07", b"\x1b]50;BidiRenderingEnabled=true\x07"
    before, after = child.shown.split(off)
    assert b"nothing sent" in before
    assert b"readied" in after
    assert on not in child.shown
    child.sendline("")
    assert finish(child).count(on) == 1
