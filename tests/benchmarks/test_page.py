"""The page on speed shows one run, which is kept beside it; page and picture are made of it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.formats import FORMATS
from benchmarks import machine, plot, record, size
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.machine import Quiet
from benchmarks.program import ROOT
from benchmarks.progress import about
from benchmarks.record import BEGIN, END, Part, Record
from benchmarks.table import Bar, LeftOut, Table

if TYPE_CHECKING:
    from pathlib import Path

PAGE, KEPT, IMAGE = ROOT / "docs/speed.md", ROOT / "benchmarks/speed.json", ROOT / "docs/images/size.svg"
HINT = "python -m benchmarks --from benchmarks/speed.json --plot docs/images/size.svg --page docs/speed.md"


# --- the page there is ----------------------------------------------------------------------------


def test_the_page_and_its_picture_are_those_of_the_run_that_is_kept() -> None:
    kept = record.read(KEPT)
    page = PAGE.read_text("utf-8")
    assert page == record.renewed(page, kept, BENCHMARKS), HINT
    assert IMAGE.read_text("utf-8") == plot.drawn(kept), HINT


def test_each_benchmark_is_in_the_run_that_is_kept_or_said_to_be_newer_and_each_format_in_its_tables() -> (
    None
):
    kept = record.read(KEPT)
    newer = re.findall(
        r"`(\w+)`", PAGE.read_text("utf-8").partition("Not in this run, ")[2].partition("\n")[0]
    )
    assert [part.name for part in kept.parts] == [name for name in BENCHMARKS if name not in newer]
    assert [part.name for part in kept.parts if part.failed or not part.tables] == []
    titles = {table.title for table in kept.tables()}
    assert {f"Format {kind.name}" for kind in FORMATS if kind.writes} <= titles


def test_the_picture_has_a_line_for_each_of_its_costs() -> None:
    assert plot.drawn(record.read(KEPT)).count("<polyline") == len(plot.SOURCES)


def test_the_page_tells_how_long_it_takes_and_names_every_benchmark() -> None:
    prose = record.parted(PAGE.read_text("utf-8"))[0]
    names = re.findall(r"`(\w+)`", prose.partition("measures some of it:")[2].partition(". ")[0])
    assert names == list(BENCHMARKS)
    assert about(sum(benchmark.seconds for benchmark in BENCHMARKS.values())) in prose
    assert ", ".join(f"{number:,}" for number in size.NUMBERS[:-1]) in prose


@pytest.mark.parametrize("value", [0, 31, 31.0, 100, 0.5])
def test_a_bar_reads_as_it_does_when_the_run_was_kept(value: float) -> None:
    bar = Bar("keys", 60, {"an article": value})
    assert str(msgspec.json.decode(msgspec.json.encode(bar), type=Bar)) == str(bar)


# --- how it is made -------------------------------------------------------------------------------

SMALL = Table("Small", "command", "about.", ("what", "ms"), (("a", 1.5),), (Bar("ms", 2.0, {"a": 1.5}),))
MISSED = Table("Slow", "command", "about.", ("what", "ms"), (("a", 9.5),), (Bar("ms", 2.0, {"a": 9.5}),))
GROWTH = Table(
    "The library by the number of articles",
    "python -m benchmarks size",
    "about.",
    ("what", "times", "1,000: ms", "10,000: ms", "10,000 to 1,000"),
    (("start", "9", 240.0, 260.0, 1.08), ("Down", "9", 8.0, 8.5, 1.06)),
)


def made(*tables: Table | LeftOut, quick: bool = False, failed: str = "") -> Record:
    part = Part(
        "keys",
        12.0,
        Quiet(0.5, 1.25, None),
        tuple(found for found in tables if isinstance(found, Table)),
        tuple(found for found in tables if isinstance(found, LeftOut)),
        failed,
    )
    return Record("2026-11-30", "Linux with 2 cores", "abc1234", quick, (part,))


def page(folder: Path) -> Path:
    path = folder / "page.md"
    path.write_text(f"# Speed\n\nProse.\n\n{BEGIN}old figures\n{END}\nMore.\n", "utf-8")
    return path


def test_a_page_has_the_whole_run_in_its_place_and_is_the_same_when_it_is_made_again(tmp_path: Path) -> None:
    run = made(SMALL, MISSED, LeftOut("slate", "It is not installed."), failed="it ended")
    text = record.renewed(page(tmp_path).read_text("utf-8"), run)
    assert text == record.renewed(text, run)
    before, _, rest = text.partition(BEGIN)
    figures, _, after = rest.partition(END)
    assert (before, after) == ("# Speed\n\nProse.\n\n", "\nMore.\n")
    assert figures.startswith("\n2026-11-30, commit abc1234, Linux with 2 cores.\n")
    assert "old figures" not in figures
    assert "| keys      | 12.0 |        0.50 |       1.25 |" in figures
    assert all(str(found) in figures for found in (SMALL, MISSED))
    assert "Left out: slate. It is not installed." in figures
    assert (
        "- keys could not be measured to its end: it ended\n- Slow: Bar: ms at most 2.00: MISSED" in figures
    )


def test_a_run_that_repeated_little_says_so_on_the_page_and_in_the_picture() -> None:
    assert "these figures mean nothing" in record.section(made(SMALL, quick=True))
    assert "means nothing" in plot.drawn(made(GROWTH, quick=True))
    assert "mean nothing" not in record.section(made(SMALL))


def test_page_and_picture_are_made_of_a_run_that_was_kept_without_measuring(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, image, target = tmp_path / "run.json", tmp_path / "size.svg", page(tmp_path)
    record.write(kept, made(GROWTH, MISSED))
    assert main(["--from", str(kept), "--page", str(target), "--plot", str(image)]) == 1
    assert str(GROWTH) in target.read_text("utf-8")
    assert "Down" in image.read_text("utf-8")
    assert capsys.readouterr().out.startswith("Slow: Bar: ms at most 2.00: MISSED")
    record.write(kept, made(SMALL))
    assert main(["--from", str(kept)]) == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--page", "none.md"], "none.md can't take a run: "),
        (["--page", "bare.md"], "bare.md can't take a run: it has no lines <!-- one run -->"),
        (["--from", "bare.md"], "bare.md is no run that was kept with --json"),
        (["keys", "--from", "run.json"], "--from measures nothing"),
    ],
)
def test_what_can_not_be_done_is_told_before_anything_is_measured(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare.md").write_text("# Speed\n")
    record.write(tmp_path / "run.json", made(SMALL))
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert told in capsys.readouterr().err


def test_a_run_is_read_as_it_was_kept(tmp_path: Path) -> None:
    run = made(SMALL, MISSED, LeftOut("slate", "It is not installed."), failed="it ended")
    record.write(tmp_path / "run.json", run)
    assert record.read(tmp_path / "run.json") == run
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(b"[]", type=Record)


def test_what_others_took_of_the_machine_is_told_without_what_the_benchmark_took() -> None:
    watch = machine.Watch()
    while watch.seconds() < 0.3:
        pass
    quiet = watch.quiet()
    if quiet.others is not None:
        assert 0 <= quiet.others <= 100
        assert "% of the processors meanwhile" in str(quiet)
    assert str(Quiet(None, None, None)) == ""


def test_a_picture_is_well_formed_with_a_line_and_a_name_for_each_cost_and_for_light_and_dark() -> None:
    image = plot.drawn(made(GROWTH))
    root = ET.fromstring(image)
    space = {"svg": "http://www.w3.org/2000/svg"}
    lines = root.findall("svg:polyline", space)
    names = [text.text for text in root.findall("svg:text", space) if "name" in text.get("class", "")]
    assert len(lines) == 2
    assert sorted(map(str, names)) == ["Down", "start"]
    heights = [[float(point.split(",")[1]) for point in (line.get("points") or "").split()] for line in lines]
    assert all(first > last for first, last in heights), "more is higher"
    assert "prefers-color-scheme: dark" in image
    assert {"1,000", "10,000"} <= {text.text for text in root.findall("svg:text", space)}


def test_names_in_a_picture_do_not_cover_each_other() -> None:
    rows = tuple((name, "9", 8.0, 8.0, 1.0) for name in ("start", "Down", "filter: part of that word: rows"))
    table = msgspec.structs.replace(GROWTH, rows=rows)
    root = ET.fromstring(plot.drawn(made(table)))
    space = {"svg": "http://www.w3.org/2000/svg"}
    heights = sorted(
        float(text.get("y", "0"))
        for text in root.findall("svg:text", space)
        if "name" in text.get("class", "")
    )
    assert all(next_ - last >= 15 for last, next_ in pairwise(heights))


def test_a_picture_of_a_run_without_sizes_has_axes_only() -> None:
    assert "<polyline" not in plot.drawn(made(SMALL))
