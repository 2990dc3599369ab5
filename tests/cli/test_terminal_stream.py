"""What is printed on a terminal: real processes in pseudo-terminals that answer as terminals do."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import pexpect
import pyte

from annotator.model import Span, Status
from annotator.project import Project
from annotator.text.layout import Layout
from tests.cli.shell import bash, needs_bash
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.cli.conftest import Run

pytestmark = [
    pytest.mark.tried("commands on terminals that answer as xterm, VTE, Konsole, kitty, and nothing"),
    needs_bash,
]

TEXT = "قال المصدر (mf4) إن 3 آلاف عنصر وصلوا يوم 2021.06.29 إلى الحقل."
ID = "خبر-لا"
PERSON, OTHER = "هدى", "لانا العلي"
FILE = "مشروع لا.db"
COLUMNS = 100

QUESTION = b"\x1b[>0q\x1b[>c\x1b[c"
XTERM = b"\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1c"
VTE = b"\x1b[>65;7006;1c\x1b[?65;1;9c"
KONSOLE = b"\x1bP>|Konsole 22.12.3\x1b\\\x1b[>1;115;0c\x1b[?62;1;4c"
KITTY = b"\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1b[?62c"
UNKNOWN = b"\x1b[?6c"

SAID = {
    "status": (0, [ID, PERSON, OTHER]),
    "people": (0, [PERSON, OTHER]),
    "agreement --by pair": (0, [PERSON, OTHER]),
    f"show '{ID}'": (0, []),
    "people rename --help": (0, [PERSON]),
    f"people rename '{PERSON}' 'سلمى'": (0, [PERSON, "سلمى"]),
    f"assign '{PERSON}' --per-article 1": (0, [PERSON]),
    f"assign '{PERSON}' --per-article 'كثير'": (2, ["كثير"]),
    f"export --layer '{PERSON}' -o 'ذهب.jsonl'": (0, ["ذهب"]),
    "export --layer 'سليم'": (2, ["سليم"]),
    "import 'ملف قديم.txt'": (1, ["ملف قديم"]),
    f"status --project '{FILE}'": (1, ["مشروع لا"]),
    "show 'لا'": (1, ["لا"]),
    "'حالة'": (2, ["حالة"]),
    "status --'نوع'": (2, ["نوع"]),
}
"""Commands, their status, and the names that they print."""


@pytest.fixture
def project(here: Path, run: Run) -> Path:
    (here / f"{ID}.txt").write_text(TEXT + "\n" + TEXT, encoding="utf-8")
    run("init")
    run("import", f"{ID}.txt")
    with Project.open(here / "annotator.db") as opened:
        for name, end in ((PERSON, 10), (OTHER, 16)):
            opened.layers.add(ID, name, [Span.new(4, end, "actor", name)], Status.DONE)
    return here


ANSWERED = "from annotator.tui.terminal import prompt; prompt.WAIT = 3600.0; from annotator.__main__ import main; main()"
"""What Python runs for the program that waits for the terminal's answers for as long as they take."""

PROGRESS = re.compile(rb"(?:\r(?!\n)[^\r\n]*)+\r(?!\n)")
"""The line that shows how far a command is, which comes where the machine is slow, and is gone again."""


def terminal(
    folder: Path, script: str, answer: bytes | None, *, typed: str = "", **environment: str
) -> tuple[bytes, int]:
    """Run a script in a terminal, which answers when it is asked; return what it was sent, and the status."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    program = "-m annotator" if answer is None else f'-c "{ANSWERED}"'
    child = pexpect.spawn(
        "bash",
        ["-c", f'annotator() {{ "{sys.executable}" {program} "$@"; }}\n{script}'],
        cwd=str(folder),
        env={
            **kept,
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "ANNOTATOR_CONFIG": str(folder / "settings.toml"),
            **environment,
        },
        dimensions=(50, COLUMNS),
        timeout=PATIENCE,
    )
    child.delaybeforesend = None
    if typed:
        child.send(typed)
    sent = b""
    try:
        while child.expect([re.escape(QUESTION), pexpect.EOF]) == 0:
            sent += child.before + child.after
            if answer is not None:
                child.send(answer)
        sent += child.before
        child.close()
    finally:
        with suppress(pexpect.ExceptionPexpect, OSError):
            child.close(force=True)
    return PROGRESS.sub(b"", sent), child.exitstatus


def drawn(text: str) -> str:
    return Layout(text, 1000).row(0).text


def screen(sent: bytes) -> str:
    """What a terminal shows that draws what it is sent."""
    shown = pyte.Screen(COLUMNS, 200)
    pyte.ByteStream(shown).feed(sent.replace(QUESTION, b""))
    return "\n".join(line.rstrip() for line in shown.display).rstrip()


def rows_of_the_article(width: int) -> list[str]:
    return [(" " * row.glyphs[0].column + row.text).rstrip() for row in Layout(f"{TEXT}\n{TEXT}", width)]


@pytest.mark.parametrize("command", SAID)
def test_every_command_is_laid_out_on_a_terminal(project: Path, command: str) -> None:
    status, names = SAID[command]
    sent, ended = terminal(project, f"annotator {command}", XTERM)
    assert ended == status
    assert sent.count(QUESTION) == 1
    shown = screen(sent)
    for name in names:
        assert drawn(name) in shown
        assert name not in shown


@pytest.mark.parametrize("command", SAID)
def test_no_pipe_or_file_gets_anything_but_stored_text(project: Path, command: str) -> None:
    status, names = SAID[command]
    done = bash(project, f"annotator {command} 2>&1")
    assert done.returncode == status
    assert b"\x1b" not in done.stdout
    assert all(name in done.stdout.decode() for name in names)


@pytest.mark.parametrize("answer", [XTERM, UNKNOWN])
def test_what_is_shown_are_the_rows_of_the_layout(project: Path, answer: bytes) -> None:
    sent, _ = terminal(project, f"annotator show '{ID}' --width 40", answer)
    assert screen(sent).split("\n") == rows_of_the_article(40)
    assert b"\x1b" not in sent.replace(QUESTION, b"")


@pytest.mark.parametrize("width", [COLUMNS, 40])
def test_no_row_is_wider_than_the_terminal_where_a_column_is_left_blank(project: Path, width: int) -> None:
    sent, _ = terminal(project, f"annotator show '{ID}' --width {width}", KONSOLE)
    rows = [row for row in screen(sent).replace("\u2800", " ").split("\n") if row.strip()]
    assert len(rows) == len(rows_of_the_article(min(width, COLUMNS - 1)))
    assert all(row.startswith(" ") for row in rows)


@pytest.mark.parametrize("command", [f"show '{ID}'", "status", "show 'لا'"])
def test_vte_is_readied_for_each_write_and_given_back(project: Path, command: str) -> None:
    plain = terminal(project, f"annotator {command}", XTERM)[0]
    sent, _ = terminal(project, f"annotator {command}", VTE)
    assert sent.replace(b"\x1b[8l", b"").replace(b"\x1b[8h", b"") == plain
    pieces = sent.replace(QUESTION, b"").split(b"\x1b[8l")
    assert pieces[0] == b""
    assert all(piece.endswith(b"\x1b[8h") and piece.count(b"\x1b[8h") == 1 for piece in pieces[1:])


def test_konsole_gets_nothing_that_draws_its_window_anew(project: Path) -> None:
    sent, _ = terminal(project, "annotator people; echo end", KONSOLE)
    plain, _ = terminal(project, "annotator people; echo end", XTERM)
    assert b"\x1b]" not in sent
    blank = sent.replace("\u2800".encode(), b" ").replace(QUESTION, b"").decode().split()
    assert sorted(map(sorted, blank)) == sorted(map(sorted, plain.replace(QUESTION, b"").decode().split()))


def test_kitty_gets_every_letter_as_the_screen_sends_it(project: Path) -> None:
    sent, _ = terminal(project, f"annotator show '{ID}' --width 40", KITTY)
    assert b"\x1b[3m" in sent
    assert screen(sent).split("\n") == rows_of_the_article(40)


@pytest.mark.parametrize("marked", [True, False])
def test_marks_that_are_left_out_are_told_of(project: Path, run: Run, marked: bool) -> None:
    (project / "نص.txt").write_text("رسولٌ قال" if marked else "رسول قال", encoding="utf-8")
    run("import", "نص.txt")
    sent, _ = terminal(project, "annotator show 'نص'", None, TERM="foot")
    shown = screen(sent).split("\n")
    assert shown[0].strip() == drawn("رسول قال")
    assert [line for line in shown[1:] if "marks of letters" in line] == shown[1:]
    assert len(shown) == 1 + marked


@pytest.mark.parametrize(
    ("name", "terminal_name", "told"),
    [("رسولٌ", "foot", True), ("رسول", "foot", False), ("بحثاً", "foot", False), ("رسولٌ", "alacritty", False)],
)
def test_every_command_tells_once_of_marks_that_are_left_out(
    project: Path, run: Run, name: str, terminal_name: str, told: bool
) -> None:
    (project / f"{name}.txt").write_text("عاد الفريق.\nعاد.", encoding="utf-8")
    run("import", f"{name}.txt")
    for script in (
        f"annotator unassign '{name}' --articles '{name}'; true",
        f"annotator show '{name}x'; true",
        f"annotator annotate --project '{name}.db'; true",
    ):
        sent, _ = terminal(project, script, None, TERM=terminal_name)
        lines = " ".join(screen(sent).split())
        assert lines.count("This terminal does not show the marks of letters") == told, script


def test_the_width_is_the_terminal_s(project: Path) -> None:
    sent, _ = terminal(project, f"annotator show '{ID}'; annotator status --project '{'لا ' * 60}.db'", XTERM)
    lines = screen(sent).split("\n")
    assert lines[:2] == rows_of_the_article(COLUMNS)
    assert all(len(line) <= COLUMNS for line in lines)
    assert not any(line.startswith(" ") for line in lines[2:])


# --- asking ---------------------------------------------------------------------------------------


UNASKED = {
    "dumb": ("annotator people", {"TERM": "dumb"}),
    "Linux console": ("annotator people", {"TERM": "linux"}),
    "Emacs": ("annotator people", {"INSIDE_EMACS": "29.4,comint"}),
    "pager": ("annotator show 'لا' | cat; true", {}),
    "no input": ("annotator people < /dev/null", {}),
    "input from a pipe": ("echo | annotator people", {}),
    "background": ("set -m; annotator people & wait $!", {}),
}


@pytest.mark.parametrize("way", UNASKED)
def test_a_terminal_is_not_asked_where_that_disturbs(project: Path, way: str) -> None:
    script, environment = UNASKED[way]
    sent, status = terminal(project, script, None, **environment)
    assert status == 0
    assert QUESTION not in sent
    assert b"\x1b" not in sent
    told = PERSON if "people" in script else "لا"
    assert (drawn(told) if way == "Linux console" else told) in sent.decode()


@pytest.mark.parametrize(
    ("command", "asked"), [("people --format json", 0), ("schema", 0), ("formats", 0), ("people", 1)]
)
def test_it_is_asked_only_for_what_is_laid_out_and_once(project: Path, command: str, asked: int) -> None:
    sent, _ = terminal(project, f"annotator {command}", XTERM)
    assert sent.count(QUESTION) == asked


def test_both_streams_ask_once(project: Path) -> None:
    command = f"annotator import '{ID}.txt' 'لا.txt'; annotator export --layer '{PERSON}' -o 'ذهب'"
    sent, _ = terminal(project, f"({command}); annotator people rename '{PERSON}' 'سلمى'", XTERM)
    assert sent.count(QUESTION) == 3


def test_a_terminal_whose_name_is_in_term_is_not_asked(project: Path) -> None:
    sent, _ = terminal(project, "annotator people", None, TERM="alacritty")
    assert QUESTION not in sent
    assert drawn(PERSON) in screen(sent)


def test_a_terminal_that_answers_nothing_gets_the_text_as_it_is_stored(project: Path) -> None:
    sent, status = terminal(project, "annotator people", None)
    assert status == 0
    assert sent.count(QUESTION) == 1
    assert PERSON in sent.decode()


@pytest.mark.parametrize("typed", ["echo typed\n", "half a li", "\x1b[A"])
def test_what_was_typed_ahead_is_still_there(project: Path, typed: str) -> None:
    end = "" if typed.endswith("\n") else "\n"
    script = 'read -t 10 -n 1 first; annotator people; stty -echo -icanon; read -t 10 rest; echo "[$rest]"'
    sent, _ = terminal(project, script, XTERM, typed=f"!{typed}{end}")
    assert sent.count(QUESTION) == 0
    assert f"[{typed.strip()}]".encode() in sent


@pytest.mark.skipif(
    not Path("/proc/sys/dev/tty/legacy_tiocsti").exists()
    or Path("/proc/sys/dev/tty/legacy_tiocsti").read_text("ascii").strip() != "1",
    reason="the system lets nobody put back what was typed",
)
def test_what_is_typed_while_it_answers_is_put_back(project: Path) -> None:
    sent, _ = terminal(
        project, 'annotator people; read -t 10 rest; echo "[$rest]"', b"echo" + XTERM + b" typed\n"
    )
    assert b"[echo typed]" in sent
    assert drawn(PERSON) in screen(sent)


def test_the_terminal_is_left_as_it_was(project: Path) -> None:
    sent, _ = terminal(
        project, "stty -a > before; annotator people; stty -a > after; cmp before after && echo same", XTERM
    )
    assert b"same" in sent


# --- settings -------------------------------------------------------------------------------------


def test_settings_that_make_no_sense_hide_no_message(project: Path) -> None:
    (project / "settings.toml").write_text("bidi = 3")
    sent, status = terminal(project, "annotator show 'لا'", XTERM)
    assert status == 1
    assert drawn("لا") in screen(sent)


def test_what_the_user_answered_holds(project: Path) -> None:
    (project / "settings.toml").write_text('[bidi]\nxterm = "logical"')
    sent, _ = terminal(project, f"annotator people; annotator show '{ID}'", XTERM)
    assert PERSON in sent.decode()
    assert TEXT in sent.decode()


def test_so_it_does_in_a_terminal_that_answers_nothing(project: Path) -> None:
    (project / "settings.toml").write_text('[bidi]\nunknown = "visual"')
    sent, _ = terminal(project, "annotator people", None)
    assert drawn(PERSON) in screen(sent)


def test_an_encoding_without_joined_letters_gets_the_text_as_it_is_stored(project: Path) -> None:
    sent, status = terminal(project, "annotator people", None, PYTHONIOENCODING="iso-8859-6", PYTHONUTF8="0")
    assert status == 0
    assert b"\x1b" not in sent
    assert PERSON.encode("iso-8859-6") in sent


def written(sent: bytes) -> Sequence[bytes]:
    return sent.replace(QUESTION, b"").splitlines()


def test_lines_without_arabic_are_sent_as_they_are(project: Path) -> None:
    plain = bash(project, "annotator status").stdout.splitlines()
    sent = written(terminal(project, "annotator status", XTERM)[0])
    assert len(sent) == len(plain)
    assert [line for line in sent if line.isascii()] == [line for line in plain if line.isascii()]


def test_who_interrupts_the_asking_gets_the_terminal_as_it_was(project: Path) -> None:
    script = "trap : INT; stty -a > before; annotator people; echo status $?; stty -a > after; cmp before after && echo same"
    sent, _ = terminal(project, script, b"\x03")
    assert b"status 130" in sent
    assert b"same" in sent
