"""What is sent for lines that stay at the prompt."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.config import Settings
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.detect import Detected
from annotator.tui.terminal.known import EXPLICIT, IMPLICIT, KNOWN
from annotator.tui.terminal.lines import PIECE, for_lines, pieces
from annotator.tui.terminal.plan import Terminal, plan

rows = st.lists(st.text("ابت لا12.", max_size=80).map(lambda text: f"{text}\n"), max_size=60)


def lines(name: str, **more: object) -> Terminal:
    return for_lines(plan(Detected(name=name, version="0.26"), Answers(ended=True), **more))  # type: ignore[arg-type]


def test_vte_is_readied_and_given_back() -> None:
    terminal = lines("vte")
    assert (terminal.mode, terminal.enter, terminal.leave) == ("visual", EXPLICIT, IMPLICIT)


@pytest.mark.parametrize("name", ["konsole", "mlterm"])
def test_what_draws_the_whole_window_anew_is_not_used(name: str) -> None:
    assert lines(name).mode == "words"


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("inside", ["", "tmux", "screen"])
def test_no_sequence_is_sent_that_is_not_undone_in_the_same_place(name: str, inside: str) -> None:
    terminal = lines(name, multiplexer=inside)
    assert (terminal.enter, terminal.leave) in {("", ""), (EXPLICIT, IMPLICIT)}
    assert not (inside and terminal.enter)


@pytest.mark.parametrize(("name", "mode"), [("xterm", "visual"), ("kitty", "kitty"), ("vte", "words")])
def test_behind_a_multiplexer(name: str, mode: str) -> None:
    assert lines(name, multiplexer="tmux").mode == mode


@pytest.mark.parametrize("name", ["konsole", "putty", "qterminal", "xterm", "vte"])
def test_what_the_user_answered_holds(name: str) -> None:
    assert lines(name, settings=Settings(bidi={name: "logical"})).mode == "logical"
    assert lines("qterminal", settings=Settings(bidi={"qterminal": "visual"})).mode == "visual"


@given(rows)
def test_each_piece_leaves_the_terminal_as_it_was(text: list[str]) -> None:
    sent = [*pieces(text, lines("vte"))]
    assert all(piece.startswith(EXPLICIT) and piece.endswith(f"\n{IMPLICIT}") for piece in sent)
    kept = [piece.removeprefix(EXPLICIT).removesuffix(IMPLICIT) for piece in sent]
    assert "".join(kept) == "".join(text)
    assert all(len(piece) < PIECE + 81 for piece in kept)


@given(rows)
def test_a_terminal_that_shows_what_it_is_sent_gets_that(text: list[str]) -> None:
    assert "".join(pieces(text, lines("xterm"))) == "".join(text)


@given(rows)
def test_mlterm_gets_blanks_in_a_style_of_their_own(text: list[str]) -> None:
    sent = "".join(pieces(text, lines("mlterm")))
    assert len(re.findall("\u2800+", sent)) == sent.count("\x1b[1m\u2800") == sent.count("\u2800\x1b[0m")


@pytest.mark.parametrize(
    ("name", "sent"), [("putty", "\ufd3c"), ("konsole", "\ufe8e\u064b"), ("mlterm", "\ufe8e\u064b")]
)
def test_an_alef_with_fathatan_is_one_character_where_it_has_to_be(name: str, sent: str) -> None:
    shown = "".join(pieces([" ﺎًﺜﺤﺑ\n"], lines(name)))
    assert sent in shown
    assert ("\ufd3c" in shown) == (name == "putty")


@given(rows)
def test_kitty_gets_the_same_letters(text: list[str]) -> None:
    sent = "".join(pieces(text, lines("kitty")))
    assert re.sub(r"\x1b\[2?3m", "", sent) == "".join(text)
