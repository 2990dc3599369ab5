"""The benchmarks run and print their tables. No figure is asserted here: a machine may be busy."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.text import segment
from benchmarks import agreement, material
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.table import Bar, Table, ratio
from benchmarks.terminal import SilentError, Terminal

if TYPE_CHECKING:
    from pathlib import Path

ASKING = """
import os, tty
tty.setraw(0)
os.write(1, b"\\x1b[?2026$p\\x1b[c")
answers = b""
while not answers.endswith(b"c"):
    answers += os.read(0, 1)
os.write(1, b"got " + answers + b" end")
while key := os.read(0, 1):
    os.write(1, b"key " + key)
"""


def test_layout_is_measured_and_its_table_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert main(["layout", "--quick", "--json", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "`python -m benchmarks layout`" in printed
    assert "| draw each row " in printed
    (table,) = msgspec.json.decode(file.read_bytes(), type=list[Table])
    assert str(table) in printed


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["layuot"])
    assert (
        f"there is no layuot; choose from keys, {', '.join(list(BENCHMARKS)[1:])}" in capsys.readouterr().err
    )


def test_agreement_is_measured_by_the_command_and_step_by_step() -> None:
    (table,) = agreement.run(quick=True)
    assert [row[0] for row in table.rows][-2:] == ["annotator agreement", "annotator agreement --html"]
    assert all(isinstance(row[2], float) and row[2] > 0 for row in table.rows)
    assert [bar.limit for bar in table.bars] == [2.0]


@pytest.mark.parametrize(("value", "met", "verdict"), [(8.0, True, "met"), (8.1, False, "MISSED")])
def test_a_bar_is_missed_by_one_value_above_it(value: float, met: bool, verdict: str) -> None:
    bar = Bar("median, ms,", 8.0, {"small": 3.0, "large": value})
    assert bar.met is met
    assert str(bar) == f"Bar: median, ms, at most 8.00: {verdict} (highest {value:.2f}: large)."


def test_a_table_is_markdown_with_numbers_at_the_right() -> None:
    table = Table("Title", "command", "about.", ("what", "n", "ms"), (("a", 12_345, 1.5), ("bcd", 1, None)))
    assert str(table).splitlines()[4:] == [
        "| what |      n |   ms |",
        "|------|-------:|-----:|",
        "| a    | 12,345 | 1.50 |",
        "| bcd  |      1 |      |",
    ]


def test_ratios_are_of_what_was_measured_side_by_side() -> None:
    assert ratio([2.0, 20.0, 40.0], to=[1.0, 10.0, 20.0]) == 2.0


@pytest.mark.parametrize("size", [material.SIZES[0], material.Size(2_000, 200)])
def test_articles_have_their_size_and_end_alike(size: material.Size) -> None:
    text, spans = material.tagged(size)
    assert len({(span.start, span.end, span.label) for span in spans}) == size.spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert sum(1 for _ in segment.words(text)) == size.words
    assert text.endswith(material.text(material.SIZES[0].words))


def test_the_terminal_answers_questions_and_tells_when_a_key_was_answered() -> None:
    with Terminal([sys.executable, "-c", ASKING], dict(os.environ)) as terminal:
        started = terminal.read(quiet=0.05, until=b" end")
        assert b"\x1b[?2026;0$y\x1b[?65;1;9c" in started.data
        reply = terminal.press(b"x", quiet=0.05)
        assert reply.data == b"key x"
        assert 0 < reply.first <= reply.last
        with pytest.raises(SilentError, match="did not come"):
            terminal.press(b"y", quiet=0.05, until=b"never", limit=0.2)
