"""`annotator doctor`: what it prints, what it asks, what it keeps."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pexpect
import pyte
import pytest
from click.testing import CliRunner, Result

from annotator import config
from annotator.cli.doctor import readable
from annotator.cli.group import program
from annotator.tui.terminal.card import DIGITS, MARKED, SENTENCE, WIDE
from tests.patience import PATIENCE
from tests.tui.terminal.recorded import RECORDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ANSWERS = {terminal.name: terminal.answer for terminal in RECORDED}
QTERMINAL, KONSOLE, VTE, FOOT, PUTTY = (
    ANSWERS[name] for name in ("qterminal", "konsole", "vte", "foot", "putty")
)
PROMPT = b"leave it as it is: "
PAGE, BACK = b"\x1b[?1049h", b"\x1b[?1049l"
OFF, ON = b"\x1b]50;BidiRenderingEnabled=false\x07", b"\x1b]50;BidiRenderingEnabled=true\x07"
EXPLICIT, IMPLICIT = b"\x1b[8l", b"\x1b[8h"
ANSWERED = "from annotator.cli import doctor, main; doctor.PATIENCE = 3600.0; main()"
"""The program, which waits for the terminal's answers for as long as they take."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(path))
    monkeypatch.delenv("ANNOTATOR_PROJECT", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    return path


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["doctor", *arguments])


def test_where_there_is_no_terminal_it_prints_and_asks_nothing(settings: Path, tmp_path: Path) -> None:
    result = doctor("--project", str(tmp_path / "no.db"))
    assert result.exit_code == 0
    assert "Which" not in result.output
    for text in (SENTENCE, DIGITS, MARKED, WIDE):
        assert text in result.output
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


@pytest.fixture
def terminal(settings: Path) -> Iterator[Callable[..., Any]]:
    """Start doctor in a terminal that answers as given."""
    children = []

    def start(answer: bytes, *arguments: str, **more: str) -> Any:
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONIOENCODING": "utf-8",
        }
        for name in ("TMUX", "STY", "NO_COLOR", "COLORFGBG", "XDG_CURRENT_DESKTOP", "KB_LAYOUT_DIR"):
            environment.pop(name, None)
        child = pexpect.spawn(
            sys.executable,
            ["-c", ANSWERED, "doctor", *arguments],
            env={**environment, **more},
            cwd=str(settings.parent),
            dimensions=(24, 80),
            timeout=PATIENCE,
        )
        children.append(child)
        child.expect_exact(b"\x1b[>c\x1b[c")
        child.send(answer)
        return child

    yield start
    for child in children:
        child.close(force=True)


def asked(child: Any) -> bytes:
    """Return what was written up to the next question."""
    child.expect_exact(PROMPT)
    shown: bytes = child.before + child.after
    return shown


def finish(child: Any) -> bytes:
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    out: bytes = child.before
    return out


def replied(child: Any, *answers: str) -> bytes:
    """Give each question an answer; return what is written after the last."""
    for answer in answers:
        asked(child)
        child.sendline(answer)
    return finish(child)


def test_what_is_answered_is_kept_for_each_kind(terminal: Callable[..., Any]) -> None:
    out = replied(terminal(QTERMINAL), "3", "1", "2")
    assert b"--bidi dither, marks kept, wide cells placed in qterminal" in out.replace(b"\r\n", b" ")
    kept = config.load()
    assert kept.bidi == {"qterminal": "dither"}
    assert kept.marks == {"qterminal": "kept"}
    assert kept.wide == {"qterminal": "placed"}


@pytest.mark.parametrize("answers", [("", "", ""), ("", "0", "0"), ("0", "0")])
def test_no_answer_changes_nothing(
    terminal: Callable[..., Any], settings: Path, answers: tuple[str, ...]
) -> None:
    out = replied(terminal(QTERMINAL), *answers)
    assert b"hanged" in out
    assert not settings.exists()


def test_an_answer_for_one_kind_leaves_the_others(terminal: Callable[..., Any]) -> None:
    replied(terminal(QTERMINAL), "", "3", "")
    kept = config.load()
    assert (kept.bidi, kept.marks, kept.wide) == ({}, {"qterminal": "none"}, {})


def test_where_none_of_a_page_reads_right_the_rest_is_offered(terminal: Callable[..., Any]) -> None:
    child = terminal(VTE)
    first = asked(child).decode()
    assert "visual:" in first
    assert "words:" not in first
    child.sendline("0")
    assert "words:" in asked(child).decode()
    child.sendline("4")
    replied(child, "", "")
    assert config.load().bidi == {"vte": "words"}


def test_a_terminal_that_orders_by_itself_is_offered_words_first(terminal: Callable[..., Any]) -> None:
    for answer, more in (
        (PUTTY, {}),
        (b"\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?62;4c", {}),
        (b"\x1b[>1;95;0c\x1b[?1;2c", {"TERM_PROGRAM": "Apple_Terminal"}),
        (b"\x1b[>0;10;1c\x1b[?1;0c", {}),
    ):
        shown = asked(terminal(answer, **more)).decode()
        assert "1  words:" in shown
        assert "visual:" not in shown


def test_an_answer_that_is_no_line_is_asked_again(terminal: Callable[..., Any], settings: Path) -> None:
    replied(terminal(QTERMINAL), "9", "x", "", "", "")
    assert not settings.exists()


def test_who_stops_before_the_last_question_has_answered_nothing(
    terminal: Callable[..., Any], settings: Path
) -> None:
    child = terminal(QTERMINAL)
    asked(child)
    child.sendline("1")
    asked(child)
    child.sendintr()
    child.expect(pexpect.EOF)
    assert not settings.exists()


def test_each_page_is_shown_while_the_terminal_is_readied_and_is_gone_before_it_is_put_back(
    terminal: Callable[..., Any],
) -> None:
    child = terminal(KONSOLE)
    for page in range(3):
        shown = asked(child)
        assert shown.rindex(OFF) < shown.rindex(PAGE) < shown.index(b"1  "), page
        assert ON not in shown[shown.rindex(OFF) :]
        child.sendline("")
    out = finish(child)
    assert out.index(BACK) < out.index(ON)
    assert OFF not in out


def test_what_holds_in_the_terminal_as_it_is_is_asked_for_in_it(terminal: Callable[..., Any]) -> None:
    child = terminal(KONSOLE)
    asked(child)
    child.sendline("0")
    shown = asked(child)
    assert ON in shown
    assert OFF not in shown
    assert b"words:" in shown


def test_leaving_in_the_middle_puts_the_terminal_back(terminal: Callable[..., Any], settings: Path) -> None:
    child = terminal(KONSOLE)
    asked(child)
    child.sendintr()
    child.expect(pexpect.EOF)
    assert child.before.index(BACK) < child.before.index(ON)
    assert not settings.exists()


def test_without_asking_only_what_stays_right_is_drawn(terminal: Callable[..., Any]) -> None:
    out = finish(terminal(KONSOLE, "--no-ask"))
    assert OFF not in out
    assert PAGE not in out
    told = " ".join(out.decode().split())
    assert "1 (visual: each letter in its place)" in told
    assert "not drawn, because konsole draws the window anew" in told
    assert "4 words: " in told
    out = finish(terminal(VTE, "--no-ask"))
    assert b"not drawn" not in out
    for name in (b"visual:", b"kitty:", b"dither:", b"kept:", b"none:", b"placed:"):
        at = out.index(name)
        assert out.rfind(EXPLICIT, 0, at) > out.rfind(IMPLICIT, 0, at), name
    at = out.index(b"words:")
    assert out.rfind(IMPLICIT, 0, at) > out.rfind(EXPLICIT, 0, at)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_each_question_fits_a_screen_of_80_columns_and_24_rows(
    terminal: Callable[..., Any], name: str
) -> None:
    recorded = next(each for each in RECORDED if each.name == name)
    child = terminal(recorded.answer, **recorded.environment)
    for first in ("The order of the letters.", "The marks on the letters.", "Flags and faces"):
        screen = pyte.Screen(80, 24)
        pyte.ByteStream(screen).feed(asked(child).split(PAGE)[-1])
        assert screen.display[0].startswith(first)
        assert any("leave it as it is" in row for row in screen.display)
        child.sendline("")
    finish(child)


def test_without_colours_the_card_has_none(terminal: Callable[..., Any]) -> None:
    out = finish(terminal(QTERMINAL, "--no-ask", NO_COLOR="1"))
    assert b"38;2" not in out
    assert b"48;2" not in out
    assert "قالت".encode() not in out[out.index(b"dither:") : out.index(b"words:")]


def test_what_is_done_is_told_in_words(terminal: Callable[..., Any]) -> None:
    told = " ".join(finish(terminal(FOOT, "--no-ask")).decode().split())
    assert "terminal: foot 1.13.1 known by: XTVERSION foot(1.13.1)" in told
    assert "order: each letter is put in its place, and the terminal leaves it there (visual)" in told
    assert "marks: left out, because the terminal does not draw letters and marks right (none)" in told
    config.save(config.Settings(marks={"foot": "kept"}))
    told = " ".join(finish(terminal(FOOT, "--no-ask")).decode().split())
    assert "marks: sent after their letters (kept, as you answered)" in told


def test_the_size_is_the_terminal_s_where_what_is_printed_goes_into_a_file(settings: Path) -> None:
    command = f"{sys.executable} -c 'from annotator.cli import main; main()' doctor --no-ask > told.txt"
    child = pexpect.spawn(
        "sh", ["-c", command], cwd=str(settings.parent), dimensions=(31, 97), timeout=PATIENCE
    )
    child.expect(pexpect.EOF)
    child.close()
    assert "97 columns, 31 rows" in (settings.parent / "told.txt").read_text(encoding="utf-8")
