"""Which terminal is found outside of tmux, and what is said where that can't be known.

The test is the terminal outside of a real tmux: it answers tmux and what comes through it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from annotator.config import Settings
from annotator.tui.terminal.answers import Answers, parse
from annotator.tui.terminal.detect import UNKNOWN, Detected
from annotator.tui.terminal.multiplexer import Client
from annotator.tui.terminal.outside import Outside, choose
from annotator.tui.terminal.plan import plan
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUTTY, QTERMINAL, XTERM_JS = (0, 136, 0), (0, 115, 0), (0, 276, 0)
PLAIN = Client(term="xterm-256color")
KITTY = Client(term="xterm-kitty", version="kitty(0.26.5)")


def chosen(
    *clients: tuple[Client, Detected | None], answers: Answers | None = None, **environment: str
) -> Outside:
    return choose(
        environment, tuple(client for client, _ in clients), [found for _, found in clients], answers
    )


@pytest.mark.parametrize(
    ("numbers", "name"),
    [(PUTTY, "putty"), (QTERMINAL, "qterminal"), (XTERM_JS, "xterm.js"), ((84, 0, 0), UNKNOWN)],
)
def test_what_tmux_does_not_know_is_told_by_the_terminal_s_own_answer(
    numbers: tuple[int, ...], name: str
) -> None:
    seen = chosen((PLAIN, None), answers=Answers(secondary=numbers, ended=True), VTE_VERSION="7006")
    assert seen.found.name == name
    assert seen.others == ()


def test_without_an_answer_the_environment_is_all_there_is() -> None:
    assert chosen((PLAIN, None), answers=Answers(), VTE_VERSION="7006").found.name == "vte"
    assert chosen((PLAIN, None), answers=Answers()).found.name == UNKNOWN
    assert chosen(answers=None).found.name == UNKNOWN, "nobody is attached"


def test_several_terminals_that_differ_are_told() -> None:
    kitty = Detected(name="kitty", version="0.26.5")
    vte = Answers(secondary=(1, 4000, 26), others=((65, 7006, 1),), ended=True)
    seen = chosen((PLAIN, None), (KITTY, kitty), answers=vte)
    assert (seen.found.name, seen.found.version) == ("vte", "0.70.6"), (
        "the one that is used, which tmux does not know"
    )
    assert seen.others == ("kitty",)
    seen = chosen((KITTY, kitty), (PLAIN, None), answers=vte)
    assert seen.found == kitty
    assert seen.others == ("vte",)
    assert chosen((KITTY, kitty), (KITTY, kitty)).others == ()


def test_several_answers_are_kept_apart_from_each_other_and_from_keys() -> None:
    answers = parse(b"a\x1b[>0;136;0cb\x1b[?1;2c\x1b[>0;115;0c")
    assert (answers.secondary, answers.others, answers.ended) == (PUTTY, (QTERMINAL,), True)
    assert answers.typed == b"ab"


def test_what_can_not_be_known_is_a_notice_until_it_is_answered() -> None:
    def notice(found: str, settings: Settings | None = None, choice: str = "auto", **more: Any) -> str:
        return plan(
            Detected(name=found),
            Answers(ended=True),
            choice=choice,
            settings=settings,
            multiplexer="tmux",
            **more,
        ).notice

    assert "`annotator doctor` shows which way of drawing is right" in notice(UNKNOWN)
    assert "allow-passthrough on" in notice(UNKNOWN, can_pass=False)
    for can_pass in (True, False):
        assert not notice(UNKNOWN, Settings(bidi={UNKNOWN: "visual"}), can_pass=can_pass)
        assert not notice(UNKNOWN, choice="visual", can_pass=can_pass)
    assert not notice("vte")
    told = notice("vte", others=("kitty", "putty"))
    assert "drawn for vte" in told
    assert "wrong in kitty, putty" in told


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("multiplexer", ["", "screen", "tmux"])
def test_an_unknown_terminal_is_told_of_until_it_is_known_what_is_right_in_it(
    multiplexer: str, ended: bool
) -> None:
    def notice(settings: Settings | None = None, choice: str = "auto") -> str:
        answers = Answers(ended=ended)
        return plan(Detected(), answers, choice=choice, settings=settings, multiplexer=multiplexer).notice

    assert "may be backwards: `annotator doctor`" in notice()
    assert ("in time" in notice()) is (not ended and not multiplexer)
    assert not notice(choice="visual")
    assert not notice(Settings(bidi={UNKNOWN: "dither"}))


def test_nothing_is_said_of_a_known_terminal_that_answers_late() -> None:
    assert not plan(Detected(name="alacritty"), Answers()).notice


def test_kitty_s_setting_is_told_inside_screen_until_it_is_used() -> None:
    def notice(choice: str = "auto", inside: str = "screen", settings: Settings | None = None) -> str:
        found = Detected(name="kitty", version="0.26.5")
        return plan(found, Answers(ended=True), choice=choice, settings=settings, multiplexer=inside).notice

    assert "force_ltr yes" in notice()
    assert "--bidi visual" in notice()
    assert not notice("visual")
    assert not notice(settings=Settings(bidi={"kitty": "visual"}))
    assert not notice(inside="tmux")
    assert not notice(inside="")


SCRIPT = """
import sys
from annotator.tui.terminal import look
from annotator.config import Settings
seen = look(float(sys.argv[1]))
terminal = seen.plan("auto", Settings())
print(f"NAME={terminal.name} OTHERS={','.join(seen.others)} TYPED={terminal.typed.decode()} LATE={terminal.late}.")
print("NOTICE" if terminal.notice else "SILENCE", flush=True)
"""


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Start tmux with a command in a terminal with some TERM; each time another client of the same tmux."""
    socket = str(tmp_path / "tmux")
    script = tmp_path / "look.py"
    script.write_text(SCRIPT)
    children = []

    def start(*arguments: str, term: str = "xterm-256color") -> Any:
        base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        child = pexpect.spawn(
            "tmux",
            ["-S", socket, "-u", "-f", "/dev/null", *arguments],
            env={
                **base,
                "TERM": term,
                "TERMINFO_DIRS": f"{tmp_path / 'terminfo'}:",
                "PYTHONPATH": str(Path(__file__).parents[3]),
            },
            dimensions=(24, 200),
            timeout=PATIENCE,
        )
        children.append(child)
        return child

    start.look = f"{sys.executable} {script}"  # type: ignore[attr-defined]
    yield start
    subprocess.run(["tmux", "-S", socket, "kill-server"], check=False, capture_output=True)
    for child in children:
        child.close(force=True)


def describe(term: str, folder: Path) -> None:
    """Describe a terminal, which not every machine knows, as one like xterm."""
    like = subprocess.run(["infocmp", "xterm-256color"], capture_output=True, text=True, check=True).stdout
    entry = like.replace("\nxterm-256color|", f"\n{term}|", 1)
    subprocess.run(["tic", "-o", folder, "-"], input=entry, text=True, check=True, capture_output=True)


def play(child: Any, answers: list[bytes], end: bytes) -> bytes:
    """Answer each DA2 that comes with the next of `answers`, the last one for all that follow, until `end` is seen."""
    seen = b""
    while True:
        at = child.expect_exact([b"\x1b[>c", end])
        before: bytes = child.before
        seen += before
        if at == 1:
            return seen + end
        child.send(answers.pop(0) if len(answers) > 1 else answers[0])


needs_tmux = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")


@needs_tmux
@pytest.mark.parametrize(
    ("answer", "name"),
    [(b"\x1b[>0;136;0c", b"putty"), (b"\x1b[>0;115;0c", b"qterminal"), (b"\x1b[>0;276;0c", b"xterm.js")],
)  # fmt: skip
def test_the_terminal_is_asked_through_tmux_and_keys_are_kept(
    tmux: Callable[..., Any], answer: bytes, name: bytes
) -> None:
    after = "tmux show-options -pv allow-passthrough | sed s/^/SET-/; echo E''ND; cat"
    child = tmux("new-session", f"{tmux.look} {PATIENCE}; {after}")  # type: ignore[attr-defined]
    # tmux asks first, for itself.
    seen = play(child, [answer, b"k" + answer + b"l"], b"END")
    assert b"NAME=" + name + b" " in seen
    assert re.search(rb"TYPED=kl? ", seen), "l may come after the answer was enough"
    assert b"LATE=False" in seen
    assert b"SET-" not in seen, "the pane's option is as it was"


@needs_tmux
def test_a_terminal_that_does_not_answer_is_waited_for_a_moment_and_told_of(tmux: Callable[..., Any]) -> None:
    child = tmux("new-session", f"{tmux.look} 0.3; echo E''ND; cat")  # type: ignore[attr-defined]
    seen = play(child, [b"\x1b[>0;136;0c", b""], b"END")
    assert b"NAME=unknown " in seen
    assert b"LATE=True" in seen
    assert b"NOTICE" in seen


@needs_tmux
def test_two_terminals_of_different_kinds_are_told(tmux: Callable[..., Any], tmp_path: Path) -> None:
    describe("xterm-kitty", tmp_path / "terminfo")
    go = tmp_path / "go"
    look = f"{tmux.look} {PATIENCE}"  # type: ignore[attr-defined]
    first = tmux("new-session", f"while [ ! -e {go} ]; do sleep 0.1; done; {look}; echo E''ND; cat")
    first.expect_exact(b"\x1b[>c")
    first.send(b"\x1b[>0;136;0c")
    second = tmux("attach-session", term="xterm-kitty")
    second.expect_exact(b"\x1b[>c")
    second.send(b"\x1b[>1;4000;26c")
    second.expect_exact(b"[0]")
    go.touch()
    first.expect_exact(b"\x1b[>c")
    first.send(b"\x1b[>0;136;0c")
    second.expect_exact(b"\x1b[>c")
    second.send(b"\x1b[>1;4000;26c")
    first.expect_exact(b"END")
    found = re.search(rb"NAME=([\w.-]+) OTHERS=([\w.,-]*) ", first.before)
    assert found
    assert {found[1], found[2]} == {b"kitty", b"putty"}
    assert b"NOTICE" in first.before
