"""What `annotator doctor` says of fonts, with an fc-list of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli.group import program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SSH_CONNECTION", raising=False)


def fc_list(folder: Path, mono: str, others: str, status: int = 0) -> None:
    program = folder / "fc-list"
    program.write_text(
        f"#!/bin/sh\ncase $1 in *spacing=100*) printf '{mono}';; *) printf '{others}';; esac\nexit {status}\n"
    )
    program.chmod(0o755)


def told() -> str:
    lines = CliRunner().invoke(program, ["doctor"]).output.splitlines()
    return next(line for line in lines if line.startswith("fonts:")).removeprefix("fonts:").strip()


def test_a_font_of_one_width_with_arabic_letters_is_named(tmp_path: Path) -> None:
    fc_list(tmp_path, "DejaVu Sans Mono\\nDejaVu Sans Mono\\nKawkab Mono,Kawkab\\n", "")
    assert told() == "of one width with Arabic letters: DejaVu Sans Mono, Kawkab Mono"


def test_without_one_it_is_said_which_to_install(tmp_path: Path) -> None:
    fc_list(tmp_path, "", "Noto Sans Arabic\\n")
    assert "Noto Sans Arabic letters may be lost" in told()
    assert "install DejaVu Sans Mono (on Debian and Ubuntu the package fonts-dejavu-core)" in told()
    fc_list(tmp_path, "", "")
    assert told().startswith("none has Arabic letters: install DejaVu Sans Mono")


def test_over_ssh_the_fonts_are_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fc_list(tmp_path, "DejaVu Sans Mono\\n", "")
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert told().startswith("not looked at: they are on the machine that the terminal runs on")
    assert "DejaVu Sans Mono" in told()


def test_what_can_not_be_told_is_said_so(tmp_path: Path) -> None:
    assert told().startswith("can't be told, because fc-list is not there or fails")
    fc_list(tmp_path, "", "", status=1)
    assert told().startswith("can't be told")
