"""The benchmarks run and print their tables. No figure is asserted here: a machine may be busy."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from annotator.formats import FORMATS
from annotator.text import segment
from benchmarks import agreement, formats, material, program, record, starting
from benchmarks.__main__ import BENCHMARKS, Benchmark, main
from benchmarks.progress import about
from benchmarks.table import Bar, LeftOut, Table, ratio
from benchmarks.terminal import SilentError, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
    kept = record.read(file)
    tables = [*kept.tables(), kept.quietness()]
    assert [table.title for table in tables][1:] == ["The longest paragraph", "How quiet the machine was"]
    assert all(str(table) in printed for table in tables)
    assert kept.quick


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["layuot"])
    assert (
        f"there is no layuot; choose from keys, {', '.join(list(BENCHMARKS)[1:])}" in capsys.readouterr().err
    )


# --- what a run tells -----------------------------------------------------------------------------


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what puts benchmarks in the place of the real ones: by name what each yields, or the error that ends it."""

    def put(**found: list[Table | LeftOut] | BaseException) -> None:
        monkeypatch.setattr(
            "benchmarks.__main__.BENCHMARKS",
            {name: Benchmark(_yielding(items), 120, 30) for name, items in found.items()},
        )

    return put


def _yielding(found: list[Table | LeftOut] | BaseException) -> Callable[..., Iterator[Table | LeftOut]]:
    def run(*, quick: bool) -> Iterator[Table | LeftOut]:  # noqa: ARG001
        if isinstance(found, BaseException):
            raise found
        yield from found

    return run


SMALL = Table("Small", "command", "about.", ("what", "ms"), (("a", 1.5),))


def test_a_run_says_first_how_long_it_takes_and_then_which_benchmark_it_is_at(
    stand_ins: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    stand_ins(one=[SMALL], two=[SMALL])
    assert main([]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[:3] == [
        "This takes about 4 minutes.",
        "1 of 2: one; about 4 minutes left",
        "2 of 2: two; about 2 minutes left",
    ]
    assert told[3].startswith("It took 0 seconds: one 0, two 0")
    assert main(["two", "--quick"]) == 0
    assert capsys.readouterr().err.startswith("This takes less than a minute.\n1 of 1: two; ")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (20, "less than a minute"),
        (50, "about 1 minute"),
        (100, "about 2 minutes"),
        (1500, "about 25 minutes"),
    ],
)
def test_durations_are_told_in_minutes(seconds: float, told: str) -> None:
    assert about(seconds) == told


def test_what_needs_something_that_is_not_installed_is_left_out_by_name_and_the_rest_is_measured(
    stand_ins: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    stand_ins(one=[LeftOut("the format hf", "It needs pyarrow."), SMALL])
    assert main([]) == 0
    out = capsys.readouterr().out
    assert "\nLeft out: the format hf. It needs pyarrow.\n" in out
    assert str(SMALL) in out


@pytest.mark.parametrize(
    "error",
    [
        SilentError("b'help' did not come\nin 20 seconds"),
        AssertionError("it was not settled in 20 seconds"),
        subprocess.CalledProcessError(
            1, ["annotator"], stderr=b"Traceback ...\nhelp did not come in 20 seconds\n"
        ),
    ],
)
def test_a_program_that_fails_is_told_in_one_line_and_the_rest_is_measured(
    stand_ins: Callable[..., None], capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    stand_ins(one=error, two=[SMALL])
    assert main([]) == 1
    out = capsys.readouterr().out
    assert str(SMALL) in out
    (line,) = [line for line in out.splitlines() if line.startswith("one could not be measured to its end: ")]
    assert line.endswith("in 20 seconds")


def test_ctrl_c_ends_it_in_one_line_and_keeps_the_tables(
    stand_ins: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stand_ins(one=[SMALL], two=KeyboardInterrupt(), three=[SMALL])
    file = tmp_path / "figures.json"
    assert main(["--json", str(file)]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Stopped. The tables above are whole."
    assert [*record.read(file).tables()] == [SMALL]


# --- what is measured -----------------------------------------------------------------------------


def test_a_format_without_its_library_is_left_out_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    found = {kind.name: formats.missing(kind) for kind in FORMATS if kind.writes}
    assert {name for name, left_out in found.items() if left_out} == {
        kind.name for kind in FORMATS if kind.writes and kind.extra
    }
    assert "python -m pip install 'arabic-annotator[parquet]'" in str(found["hf"])


def test_pandas_can_be_hidden_from_a_program(tmp_path: Path) -> None:
    (tmp_path / "pandas.py").touch()
    tried = [sys.executable, "-c", "import pandas"]
    for pandas, status in ((True, 0), (False, 1)):
        variables = program.environment(tmp_path, pandas=pandas)
        variables["PYTHONPATH"] += os.pathsep + str(tmp_path)
        assert subprocess.run(tried, env=variables, capture_output=True, check=False).returncode == status


def test_start_and_commands_are_measured_against_their_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "with_pandas", lambda: (True, False))
    monkeypatch.setattr("benchmarks.slate.installed", lambda: False)
    screens, left_out, commands = starting.run(quick=True)
    assert str(left_out) == (
        "Left out: slate. It is not installed; install it in an environment of its own with: make slate"
    )
    assert isinstance(screens, Table)
    assert isinstance(commands, Table)
    for table in (screens, commands):
        assert {row[1] for row in table.rows} == {"yes", "no"}
        for column in ("floor, ms", "to the floor"):
            assert all(float(row[table.columns.index(column)] or 0) > 0 for row in table.rows)
    assert {bar.limit for bar in (*screens.bars, *commands.bars)} >= {1.35, 3.0, 6.0}


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
