"""What commands open they close, whatever they only look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli.group import program

OPEN = Path("/proc/self/fd")

pytestmark = pytest.mark.skipif(not OPEN.exists(), reason="needs /proc")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "command",
    [
        "export",
        "export -o out.jsonl",
        "export --layer all --losses lost.jsonl -o out.conll --format conll",
        "agreement",
        "card",
        "status",
    ],
)
def test_a_command_leaves_no_descriptor_open(command: str) -> None:
    CliRunner().invoke(program, command.split())
    before = len(list(OPEN.iterdir()))
    for _ in range(3):
        CliRunner().invoke(program, command.split())
    assert len(list(OPEN.iterdir())) == before
