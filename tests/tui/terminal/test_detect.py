"""Which terminal is found, from answers as they were recorded and from the environment."""

from __future__ import annotations

import pytest

from annotator.tui.terminal.answers import Answers, parse
from annotator.tui.terminal.detect import UNKNOWN, detect, multiplexer
from annotator.tui.terminal.known import KNOWN
from tests.tui.terminal.recorded import RECORDED, Recorded

XTERM = b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c"
VTE = b"\x1b[8;1$y\x1b[>65;7006;1c\x1b[?65;1;9c"
ST = b"\x1b[?6c"
TMUX = b"\x1bP>|tmux 3.3a\x1b\\\x1b[>84;0;0c\x1b[?1;2c"
SCREEN = b"\x1b[>83;40900;0c\x1b[?1;2c"


@pytest.mark.parametrize(
    ("answer", "name", "version"),
    [
        (XTERM, "xterm", "379"),
        (VTE, "vte", "0.70.6"),
        (b"\x1b[8;1$y\x1bP>|VTE(7600)\x1b\\\x1b[>61;7600;1c\x1b[?61;1c", "vte", "0.76.0"),
        (b"\x1b[8;0$y\x1b[>24;279;0c\x1b[?63;1;2;3;4;6;7;15;18;22;29c", "mlterm", ""),
        (b"\x1b[8;0$y\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1b[?62;c", "kitty", "0.26.5"),
        (b"\x1b[>1;4000;41c\x1b[?62;c", "kitty", "0.41"),
        (b"\x1b[>0;1700;1c\x1b[?6c", "alacritty", ""),
        (b"\x1bP>|Konsole 22.12.3\x1b\\\x1b[>1;115;0c\x1b[?62;1;4c", "konsole", "22.12.3"),
        (b"\x1b[>0;115;0c\x1b[?1;2c", "qterminal", ""),
        (b"\x1b[>0;136;0c\x1b[?6c", "putty", ""),
        (b"\x1b[>0;276;0c\x1b[?1;2c", "xterm.js", ""),
        (b"\x1b[>0;10;1c\x1b[?61;6;7c", "windows-terminal", ""),
        (b"\x1b[>64;0;0c\x1b[?64;1;9;15;21;22c", "unknown", ""),
    ],
)
def test_answers_tell_who_it_is(answer: bytes, name: str, version: str) -> None:
    found = detect(parse(answer), {"TERM": "xterm-256color"})
    assert (found.name, found.version) == (name, version)


@pytest.mark.parametrize(
    ("environment", "name", "version"),
    [
        ({"VTE_VERSION": "7006"}, "vte", "0.70.6"),
        ({"KONSOLE_VERSION": "221203"}, "konsole", "22.12.3"),
        ({"MLTERM": "3.9.0", "TERM": "mlterm"}, "mlterm", ""),
        ({"KITTY_WINDOW_ID": "1"}, "kitty", ""),
        ({"TERM": "xterm-kitty"}, "kitty", ""),
        ({"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.95.0"}, "xterm.js", "1.95.0"),
        ({"TERM_PROGRAM": "iTerm.app"}, "iterm2", ""),
        ({"LC_TERMINAL": "iTerm2"}, "iterm2", ""),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "apple-terminal", ""),
        ({"WT_SESSION": "c0ffee"}, "windows-terminal", ""),
        ({"TERM": "linux"}, "linux-console", ""),
        ({"TERM": "xterm-256color"}, "unknown", ""),
        ({}, "unknown", ""),
    ],
)
def test_without_an_answer_the_environment_tells(
    environment: dict[str, str], name: str, version: str
) -> None:
    found = detect(Answers(), environment)
    assert (found.name, found.version) == (name, version)


@pytest.mark.parametrize("terminal", RECORDED, ids=lambda terminal: terminal.program)
def test_every_terminal_that_was_asked_is_known_by_what_it_answered(terminal: Recorded) -> None:
    found = detect(parse(terminal.answer), terminal.environment)
    assert (found.name, found.version) == (terminal.name, terminal.version)
    assert found.evidence
    assert found.name in KNOWN


@pytest.mark.parametrize("stale", RECORDED, ids=lambda terminal: terminal.program)
@pytest.mark.parametrize("terminal", RECORDED, ids=lambda terminal: terminal.program)
def test_no_terminal_is_taken_for_the_one_that_it_was_started_in(terminal: Recorded, stale: Recorded) -> None:
    kin = {"qterminal", "deepin-terminal", "cool-retro-term"}
    inherited = {**stale.environment, **terminal.environment}
    found = detect(parse(terminal.answer), inherited).name
    assert found == terminal.name or {found, terminal.name} <= kin


@pytest.mark.parametrize("terminal", RECORDED, ids=lambda terminal: terminal.program)
def test_over_ssh_nothing_but_the_answer_and_term_is_left(terminal: Recorded) -> None:
    found = detect(parse(terminal.answer), {"TERM": terminal.environment["TERM"]}).name
    expected = {"deepin-terminal": "qterminal", "cool-retro-term": "qterminal", "zutty": UNKNOWN}
    assert found == expected.get(terminal.name, terminal.name)


def test_what_was_read_of_a_terminal_that_is_not_here() -> None:
    assert detect(parse(b"\x1b[>0;256;0c\x1b[?1;2c"), {"TERM": "xterm-256color"}).name == "hterm"


@pytest.mark.parametrize("variable", ["VTE_VERSION", "KONSOLE_VERSION", "MLTERM", "KITTY_WINDOW_ID"])
@pytest.mark.parametrize(("answer", "name"), [(XTERM, "xterm"), (ST, "st")])
def test_a_variable_from_the_terminal_it_was_started_in_is_not_believed(
    variable: str, answer: bytes, name: str
) -> None:
    environment = {variable: "7006", "TERM": "st-256color"}
    assert detect(parse(answer), environment).name == name


def test_a_variable_left_over_does_not_name_a_terminal_that_would_have_answered() -> None:
    assert detect(parse(b"\x1b[?6c"), {"VTE_VERSION": "7006", "TERM": "xterm"}).name == "unknown"


@pytest.mark.parametrize(
    ("answer", "environment", "expected"),
    [
        (TMUX, {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "tmux-256color"}, "tmux"),
        (TMUX, {"TERM": "tmux-256color"}, "tmux"),
        (SCREEN, {"STY": "1.pts-0", "TERM": "screen"}, "screen"),
        (b"", {"STY": "1.pts-0", "TERM": "screen"}, "screen"),
        (b"", {"TMUX": "x", "TERM": "tmux-256color"}, "tmux"),
        (b"", {"TMUX": "x", "TERM": "screen-256color"}, "tmux"),
        (b"", {"TERM": "screen.xterm-256color"}, "screen"),
        (XTERM, {"TMUX": "x", "TERM": "xterm"}, ""),
        (ST, {"TMUX": "x", "TERM": "st-256color"}, ""),
        (VTE, {}, ""),
        (b"", {}, ""),
    ],
)
def test_a_multiplexer_is_one_that_answers_not_one_that_left_its_variable(
    answer: bytes, environment: dict[str, str], expected: str
) -> None:
    assert multiplexer(parse(answer), environment) == expected
