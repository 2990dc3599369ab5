from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.text import cells
from annotator.text.layout import Layout
from tests.cli.conftest import FIRST, Run

HOSTILE = "\x1b]0;title\x07\x1b[2J\x9b31m\u202eabc\x01\x7f\r\nقال\x1b[8m نعم\t.\n"


def shown(run: Run, *args: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(run("show", *args, "--format", "json").stdout_bytes.decode())
    return result


@pytest.mark.usefixtures("project")
def test_rows_look_as_on_the_screen(run: Run) -> None:
    rows = run("show", "first", "--width", "30").stdout_bytes.decode().split("\n")
    assert rows == [
        "   ﺔﻠﻗﺎﻧ ﺔﺑﺎﺻﺇ ﺔﻔﻀﻟﺍ ءﺍﻮﻟ ﻦﻠﻋﺃ",
        "       .🚢 ﺎﻀﻐﻟﺍ ﺄﻓﺮﻣ ﻲﻓ ﺓﺮﻴﺧﺫ",
        "              .ﻚﻟﺫ ﺲﻠﺠﻤﻟﺍ ﻰﻔﻧﻭ",
        "",
    ]


@pytest.mark.usefixtures("project")
def test_the_json_says_what_each_cell_shows(run: Run) -> None:
    result = shown(run, "first", "--width", "24")
    assert list(result) == ["article", "width", "rows"]
    assert (result["article"], result["width"]) == ("first", 24)
    rows = result["rows"]
    assert all(list(row) == ["start", "end", "direction", "text", "cells"] for row in rows)
    assert all(len(row["cells"]) == 24 for row in rows)
    assert "".join(FIRST[row["start"] : row["end"]] for row in rows) == FIRST
    assert {row["direction"] for row in rows} == {"rtl"}
    assert [row["text"] for row in rows] == [row.text for row in Layout(FIRST, 24)]
    ship = FIRST.index("🚢")
    (row,) = [row for row in rows if row["start"] <= ship < row["end"]]
    assert row["cells"].count([ship, ship + 1]) == 2
    assert row["cells"][0] is None
    assert rows[0]["cells"][-1] == [0, 1]


@pytest.mark.usefixtures("project")
def test_a_lam_and_its_alef_are_one_cell_of_two_offsets(run: Run, here: Path) -> None:
    (here / "third.txt").write_text("لا", encoding="utf-8")
    run("import", "third.txt")
    (row,) = shown(run, "third", "--width", "3")["rows"]
    assert row == {"start": 0, "end": 2, "direction": "rtl", "text": "ﻻ", "cells": [None, None, [0, 2]]}


@pytest.mark.usefixtures("project")
def test_the_direction_can_be_given(run: Run) -> None:
    left = shown(run, "2", "--width", "60", "--direction", "ltr")["rows"][0]
    right = shown(run, "2", "--width", "60", "--direction", "rtl")["rows"][0]
    assert (left["direction"], left["cells"][-1]) == ("ltr", None)
    assert (right["direction"], right["cells"][0]) == ("rtl", None)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("kind", ["table", "json", "csv"])
def test_nothing_of_the_article_drives_the_terminal(run: Run, here: Path, kind: str) -> None:
    (here / "hostile.jsonl").write_text(json.dumps({"id": "hostile", "text": HOSTILE}), encoding="utf-8")
    run("import", "hostile.jsonl")
    printed = run("show", "hostile", "--width", "40", "--format", kind).stdout_bytes.decode()
    assert not {*printed} & {
        *map(chr, [*range(10), *range(11, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F)])
    }
    assert "␛" in printed


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("width", ["0", "-1", "10001", "wide"])
def test_a_width_that_makes_no_sense(run: Run, width: str) -> None:
    assert "--width" in run("show", "first", "--width", width, status=2).stderr


@pytest.mark.usefixtures("project")
def test_an_article_that_is_not_there(run: Run) -> None:
    assert "nowhere" in run("show", "nowhere", status=1).stderr


@pytest.mark.usefixtures("project")
def test_the_width_is_the_terminals(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    assert shown(run, "first")["width"] == 33


def test_a_pipe_gets_utf_8_whatever_the_locale(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "show", "2", "--width", "70"],
        cwd=project.parent,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == "                          .ﺎﺣًﺎﺒﺻ ﺭﺪﺴﻟﺍ ﻦﻴﻋ ﺔﻳﺮﻗ ﻰﻟﺇ ﺔﺛﺎﻏﻹﺍ ﺕﺎﻨﺣﺎﺷ ﺖﻠﺻﻭ\n"


def test_the_symbols_in_the_guide_are_those_that_are_drawn() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "arabic.md").read_text("utf-8")
    for characters, symbol in {
        " ": "·", "\u00a0": "°", "\t": "⇥", "\n": "¶", "\u00ad": "¬", "\u200b": "¦", "\u200f": "↤ | RLM",
        "\u200e": "↦ | LRM", "\u061c": "↢ | ALM", "\u200c": "∤ | ZWNJ", "\u200d": "‿ | ZWJ", "\ufeff": "⊘ | U+FEFF",
        "\u202a\u202b": "⇒ ⇐ | LRE, RLE", "\u202d\u202e": "⇛ ⇚ | LRO, RLO", "\u202c": "⇑ | PDF",
        "\u2066\u2067\u2068": "→ ← ↔ | LRI, RLI, FSI", "\u2069": "↑ | PDI", "\u2060": "◦",
    }.items():  # fmt: skip
        assert f"| {symbol} " in guide
        drawn = [cells.draw(character, invisible=True) for character in characters]
        assert symbol.partition(" |")[0].split() == drawn
