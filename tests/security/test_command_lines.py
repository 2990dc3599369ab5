"""Commands that messages tell, with files, people and ids whose names begin with a dash, copied into a shell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.command_line import command_line, quoted, quoted_path
from tests.cli.shell import bash, needs_bash

if TYPE_CHECKING:
    from tests.cli.conftest import Run

pytestmark = needs_bash

PROJECT = "-p.db"
ODD = [
    "-x",
    "--help",
    "-",
    "~",
    "~root",
    "=ls",
    "$(touch made)",
    "`touch made`",
    "a;touch made",
    "a\ntouch made",
    "!!",
    "*",
    "'",
    '"',
    "\\",
    "\x1b]0;x\x07",
    "\u202eخبر",
    " blank ",
    "a\udcff",
    "#a",
    "{a,b}",
    "",
]
"""Words that a shell, or a command, would read as something else than a name."""


@pytest.fixture
def dashed(here: Path, run: Run) -> Path:
    """A folder with a project, a file and a person, all of whose names begin with a dash."""
    record = {"id": "-1", "text": "وصل الوفد", "spans": [{"start": 0, "end": 3, "label": "actor"}]}
    (here / "-in.jsonl").write_bytes(msgspec.json.encode(record) + b"\n")
    run("init", "--project", PROJECT)
    run("import", "--project", PROJECT, "./-in.jsonl", "--as", "-x")
    return here


COMMANDS = [
    "init --project -new.db",
    "init --project -new.db -- -in.jsonl",
    "init --project -new.db --labels-from -in.jsonl",
    "backup --project -p.db -- -copy.db",
    "restore --project -p.db -- -copy.db",
    "status --project -none.db",
    "doctor --project -none.db",
    "show --project -p.db -- -nope",
    "recover -- -p.db -saved.db",
    "assign --project -p.db --per-article 1 -- -y",
    "unassign --project -p.db -- -y",
    "export --project -p.db",
    "people --project -p.db",
]


@pytest.mark.parametrize("typed", COMMANDS)
def test_what_is_told_can_be_copied_where_names_begin_with_a_dash(dashed: Path, run: Run, typed: str) -> None:
    run("backup", "--project", PROJECT, "./-copy.db" if "restore" in typed else "./-other.db")
    first = bash(dashed, f"annotator {typed}")
    said = (first.stdout + first.stderr).decode()
    assert "Traceback" not in said
    for line in re.findall(r"(?:: |^)(annotator [^;\n]*)", said):
        if line == "annotator" or re.search(r"annotator (--project \S+)?$", line):
            continue  # opens screens
        words = (
            line.replace("PATH", "./-in.jsonl --as -x").replace("NAME", "-x").replace("NEW", "./-new-copy.db")
        )
        done = bash(dashed, words)
        assert done.returncode == 0, (line, done.stderr.decode())


@pytest.mark.parametrize("word", ODD)
def test_a_quoted_word_is_that_word_in_a_shell(tmp_path: Path, word: str) -> None:
    done = bash(tmp_path, f"printf '%s' {quoted(word)}")
    assert done.stdout == word.encode("utf-8", "surrogateescape")
    assert not (tmp_path / "made").exists()


def test_a_path_is_never_an_option() -> None:
    assert quoted_path(Path("-x")) == "./-x"
    assert quoted_path(Path("-a b")) == "'./-a b'"
    assert command_line("status", project=Path("-p.db")) == "annotator status --project ./-p.db"
    assert command_line("restore", "-copy.db") == "annotator restore -- -copy.db"
