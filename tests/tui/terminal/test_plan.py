"""What is sent to which terminal, and what undoes it."""

from __future__ import annotations

import re

import pytest

from annotator.config import Bidi, Settings
from annotator.errors import UsageError
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.detect import Detected
from annotator.tui.terminal.plan import Terminal, plan, wrap

EXPLICIT, IMPLICIT = "\x1b[8l", "\x1b[8h"
KONSOLE_OFF, KONSOLE_ON = "\x1b]50;BidiRenderingEnabled=false\x07", "\x1b]50;BidiRenderingEnabled=true\x07"
MLTERM_OFF, MLTERM_ON = "\x1b]5379;use_ctl=false\x07", "\x1b]5379;use_ctl=true\x07"
ENDED = Answers(ended=True)


def planned(name: str, version: str = "", choice: str = "auto", stored: Bidi | None = None) -> Terminal:
    settings = Settings(bidi={} if stored is None else {name: stored})
    return plan(Detected(name=name, version=version), ENDED, choice=choice, settings=settings)


@pytest.mark.parametrize(
    ("name", "version", "mode", "filtered", "enter", "leave"),
    [
        ("xterm", "379", "visual", "none", EXPLICIT, ""),
        ("alacritty", "", "visual", "none", EXPLICIT, ""),
        ("vte", "0.70.6", "visual", "none", EXPLICIT, IMPLICIT),
        ("konsole", "22.12.3", "visual", "none", EXPLICIT + KONSOLE_OFF, KONSOLE_ON),
        ("mlterm", "", "dither", "dither", EXPLICIT + MLTERM_OFF, MLTERM_ON),
        ("mintty", "", "visual", "none", EXPLICIT, IMPLICIT),
        ("kitty", "0.26.5", "kitty", "italic", EXPLICIT, ""),
        ("kitty", "", "kitty", "italic", EXPLICIT, ""),
        ("kitty", "0.39.9", "kitty", "italic", EXPLICIT, ""),
        ("kitty", "0.40.0", "kitty", "scaled", EXPLICIT, ""),
        ("kitty", "0.41", "kitty", "scaled", EXPLICIT, ""),
        ("qterminal", "", "dither", "dither", EXPLICIT, ""),
        ("deepin-terminal", "", "dither", "dither", EXPLICIT, ""),
        ("xterm.js", "", "dither", "protect", EXPLICIT, ""),
        ("hterm", "", "dither", "dither", EXPLICIT, ""),
        ("putty", "", "words", "words", "", ""),
        ("iterm2", "", "logical", "none", "", ""),
        ("unknown", "", "visual", "none", EXPLICIT, ""),
        ("never heard of", "", "visual", "none", EXPLICIT, ""),
    ],
)
def test_each_terminal_gets_what_it_needs(
    name: str, version: str, mode: str, filtered: str, enter: str, leave: str
) -> None:
    terminal = planned(name, version)
    assert (terminal.mode, terminal.filter) == (mode, filtered)
    assert (terminal.enter, terminal.leave) == (enter, leave)


@pytest.mark.parametrize(
    ("name", "marks", "wide"),
    [
        ("xterm", "kept", "counted"),
        ("foot", "none", "counted"),
        ("terminology", "none", "counted"),
        ("st", "none", "counted"),
        *((name, "none", "placed") for name in ("qterminal", "cool-retro-term", "deepin-terminal")),
        ("xterm.js", "kept", "placed"),
        ("zutty", "bare", "counted"),
    ],
)
def test_each_terminal_gets_marks_and_wide_cells_as_it_shows_them(name: str, marks: str, wide: str) -> None:
    terminal = planned(name)
    assert (terminal.marks, terminal.wide) == (marks, wide)
    assert planned(name, choice="logical").marks == "kept", "the terminal joins letters and marks itself"


@pytest.mark.parametrize(
    ("name", "inside", "filtered"),
    [
        ("qterminal", "tmux", "faint"),
        ("mlterm", "tmux", "faint"),
        ("xterm.js", "tmux", "italic"),
        ("kitty", "tmux", "italic"),
        ("qterminal", "screen", "faint"),
        ("xterm.js", "screen", "bold"),
        ("kitty", "screen", "bold"),
        ("xterm", "tmux", "none"),
    ],
)
def test_in_a_multiplexer_cells_differ_by_what_it_hands_on(name: str, inside: str, filtered: str) -> None:
    found = Detected(name=name, version="0.41.0" if name == "kitty" else "")
    assert plan(found, ENDED, multiplexer=inside).filter == filtered


def test_the_sequences_of_konsole_and_mlterm_go_to_nobody_else() -> None:
    for name in ("xterm", "vte", "kitty", "putty", "unknown", "alacritty"):
        assert "\x1b]" not in planned(name).enter + planned(name).leave


@pytest.mark.parametrize(
    ("bdsm", "leave"),
    [(1, IMPLICIT), (2, ""), (0, ""), (None, IMPLICIT)],
)
def test_only_what_the_terminal_had_is_put_back(bdsm: int | None, leave: str) -> None:
    answers = Answers(bdsm=bdsm, ended=True)
    assert plan(Detected(name="vte"), answers).leave == leave


def test_an_unknown_terminal_that_says_it_had_implicit_mode_gets_it_back() -> None:
    assert plan(Detected(), Answers(bdsm=1, ended=True)).leave == IMPLICIT


def test_the_choice_goes_before_the_answer_and_the_answer_before_what_is_known() -> None:
    assert planned("qterminal", choice="logical", stored="kitty").mode == "logical"
    assert planned("qterminal", stored="visual").mode == "visual"
    assert planned("qterminal", stored="visual", choice="auto").filter == "none"
    assert planned("qterminal").mode == "dither"


def test_kitty_s_way_in_another_terminal_is_the_one_that_no_terminal_drops() -> None:
    assert planned("unknown", "0.99", choice="kitty").filter == "italic"


def test_a_choice_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError, match="auto, visual, words, kitty, dither, logical"):
        planned("xterm", choice="sideways")


def test_tmux_is_asked_to_hand_the_sequence_on() -> None:
    terminal = plan(Detected(name="konsole"), ENDED, multiplexer="tmux")
    assert terminal.enter == ("\x1bPtmux;\x1b\x1b[8l\x1b\x1b]50;BidiRenderingEnabled=false\x07\x1b\\")
    assert terminal.leave == "\x1bPtmux;\x1b\x1b]50;BidiRenderingEnabled=true\x07\x1b\\"
    assert terminal.passthrough


def test_screen_hands_on_what_stands_in_a_short_string() -> None:
    terminal = plan(Detected(name="vte"), ENDED, multiplexer="screen")
    for sequence, mode in ((terminal.enter, EXPLICIT), (terminal.leave, IMPLICIT)):
        strings = re.findall(r"\x1bP(.*?)\x1b\\", sequence)
        assert "".join(f"\x1bP{string}\x1b\\" for string in strings) == sequence
        assert max(map(len, strings)) <= 256
        assert strings[-1] == mode
    assert not terminal.passthrough


@pytest.mark.parametrize("inside", ["tmux", "screen"])
def test_behind_a_multiplexer_vte_is_told_for_each_row_and_the_cursor_stays(inside: str) -> None:
    terminal = plan(Detected(name="vte"), ENDED, multiplexer=inside)
    for sequence, mode in ((terminal.enter, EXPLICIT), (terminal.leave, IMPLICIT)):
        sent = sequence.replace("\x1b\x1b", "\x1b")
        for row in (1, 2, 24, 100):
            assert f"\x1b[{row}H{mode}" in sent
        assert sent.index("\x1b7") < sent.index("\x1b[1H") < sent.index("\x1b[100H") < sent.index("\x1b8")


@pytest.mark.parametrize("inside", ["tmux", "screen"])
def test_nothing_is_handed_on_to_a_terminal_that_needs_nothing(inside: str) -> None:
    terminal = plan(Detected(name="xterm"), ENDED, multiplexer=inside)
    assert (terminal.enter, terminal.leave, terminal.passthrough) == ("", "", False)


def test_text_sizes_do_not_go_through_tmux() -> None:
    assert plan(Detected(name="kitty", version="0.41"), ENDED, multiplexer="tmux").filter == "italic"


@pytest.mark.parametrize("name", ["tmux", "screen"])
def test_of_a_terminal_outside_of_two_multiplexers_it_is_told_that_it_is_not_known(name: str) -> None:
    terminal = plan(Detected(name=name, version="3.3a"), ENDED, multiplexer="tmux")
    assert (terminal.name, terminal.version) == ("unknown", "")
    assert "may be backwards" in terminal.notice


def test_a_tmux_on_another_machine_needs_its_owner() -> None:
    terminal = plan(Detected(), ENDED, multiplexer="tmux", can_pass=False)
    assert not terminal.passthrough
    assert "allow-passthrough on" in terminal.advice


def test_who_can_do_better_by_a_setting_is_told_which() -> None:
    assert "Disable bidirectional text display" in planned("putty").advice
    assert "force_ltr" in planned("kitty").advice
    assert not planned("putty", choice="visual").advice


def test_terminals_that_take_no_setting_are_told_of_words() -> None:
    for name in ("iterm2", "apple-terminal"):
        assert "`--bidi words`" in planned(name).advice
        assert "`annotator doctor`" in planned(name).notice


def test_keys_typed_meanwhile_are_handed_over_and_silence_means_late() -> None:
    terminal = plan(Detected(), Answers(typed=b"ab"))
    assert terminal.typed == b"ab"
    assert terminal.late
    assert not plan(Detected(), ENDED).late
    assert not plan(Detected(), None).late, "nothing was asked"


def test_wrapping_nothing_is_nothing() -> None:
    assert wrap("", "tmux") == wrap("", "screen") == ""
    assert wrap("\x1b[8l", "") == "\x1b[8l"
