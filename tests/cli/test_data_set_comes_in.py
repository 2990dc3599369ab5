"""A folder of a data set that this program wrote, given to the commands that read folders."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from annotator.formats.finding import OF_DATA_SETS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

CARD = """\
title = "أخبار الساحل"
[[authors]]
name = "Khoury, Maryam"
"""
_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")


@pytest.fixture
def demo(run: Run, here: Path) -> Path:
    """The demo as the project of the folder, with gold and a card."""
    run("demo", "--no-open", "--dir", "made", env={"ANNOTATOR_NAME": "me"})
    shutil.move(here / "made" / "annotator.db", here / "annotator.db")
    run("adjudicate", "--auto", "--as", "nadia", "--policy", "adjudicator:huda")
    (here / "card.toml").write_text(CARD, encoding="utf-8")
    run("card", "card.toml")
    return here


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("kind", ["jsonl", "conll"])
def test_a_data_set_comes_in_as_its_splits(kind: str, run: Run) -> None:
    run("export", "--format", kind, "--split", "60/40", "-o", "out")
    run("init", "--project", "new.db")
    result = run("import", "out", "--as", "huda", "--project", "new.db")
    assert result.stdout.startswith("7 articles added, 0 skipped (already there), 0 refused\n")
    assert "5 files of other kinds in the folders passed over: .cff, .json, .md\n" in result.stdout


@pytest.mark.usefixtures("demo")
def test_predictions_are_the_splits_of_a_data_set(run: Run) -> None:
    run("export", "--split", "60/40", "-o", "out")
    found = json.loads(run("evaluate", "--predictions", "out", "--format", "json").stdout)
    assert found["systems"][0]["overall"]["exact"]["f1"]["value"] == 1.0


@pytest.mark.parametrize("kind", ["jsonl", "conll", pytest.param("hf", marks=_pyarrow)])
def test_all_files_of_a_data_set_but_its_splits_are_known(kind: str, demo: Path, run: Run) -> None:
    run("export", "--format", kind, "--split", "60/40", "-o", "out")
    names = {path.name for path in (demo / "out").iterdir()}
    assert {name for name in names if name.partition(".")[0] not in ("train", "test")} == OF_DATA_SETS


def test_files_of_these_names_that_no_data_set_has_come_in(here: Path, run: Run) -> None:
    (here / "news").mkdir()
    for name in ("dataset.json", "parts.json"):
        text = f"رست سفينة أدوية في المرفأ {name}."
        (here / "news" / name).write_text(json.dumps([{"text": text}]), encoding="utf-8")
    run("init")
    assert run("import", "news").stdout.startswith("2 articles added")
