"""What a project has already comes in again however large it is: it is there, and skipped, not refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator import limits
from annotator.cli.group import program
from annotator.model import Edit, Move, Operation, now
from annotator.project import Project
from tests.store.helpers import SCHEMA

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Limits that are low; a part of the test, as an older version of the program, may raise them again."""
    monkeypatch.setattr(limits, "PARAGRAPH", limits.PARAGRAPH._replace(most=20))
    monkeypatch.setattr(limits, "OVERLAPPING", limits.OVERLAPPING._replace(most=3))
    return monkeypatch


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(program, [*arguments])


def _imported(folder: Path, lines: list[dict[str, object]], *options: str) -> Result:
    file = folder / "a.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return _run("import", str(file), "--project", str(folder / "annotator.db"), *options)


def _brought_in_before(folder: Path, older: pytest.MonkeyPatch, *lines: dict[str, object]) -> None:
    Project.create(folder / "annotator.db", SCHEMA).close()
    with older.context() as higher:
        for name in ("PARAGRAPH", "OVERLAPPING"):
            higher.setattr(limits, name, getattr(limits, name)._replace(most=1_000))
        assert _imported(folder, list(lines), "--as", "huda").exit_code == 0


LONG: dict[str, object] = {"id": "long", "text": "word " * 30}
CROWDED: dict[str, object] = {
    "id": "crowded",
    "text": "a" * 20,
    "spans": [[place, 20, "actor"] for place in range(5)],
}


@pytest.mark.parametrize("options", [(), ("--no-spans",), ("--update",)])
def test_a_text_that_is_there_is_skipped(
    options: tuple[str, ...], tmp_path: Path, older: pytest.MonkeyPatch
) -> None:
    _brought_in_before(tmp_path, older, LONG)

    again = _imported(tmp_path, [LONG, {"id": "new", "text": "a new text"}], *options)

    assert again.exit_code == 0, again.output
    assert "1 article added" in again.output
    assert "already there" in again.output

    other = _imported(tmp_path, [{"id": "other", "text": "other " * 30}], *options)
    assert other.exit_code == 1
    assert "a paragraph may have 20" in " ".join(other.stderr.split())


def test_a_text_that_was_corrected_since_is_passed_over(tmp_path: Path, older: pytest.MonkeyPatch) -> None:
    _brought_in_before(tmp_path, older, LONG)
    assert _imported(tmp_path, [{"id": "long", "text": "short"}], "--update").exit_code == 0

    again = _imported(tmp_path, [LONG])

    assert again.exit_code == 0, again.output
    assert "0 articles added" in again.output


def test_a_layer_that_is_there_is_skipped(tmp_path: Path, older: pytest.MonkeyPatch) -> None:
    _brought_in_before(tmp_path, older, CROWDED)

    again = _imported(tmp_path, [CROWDED], "--as", "huda")

    assert again.exit_code == 0, again.output
    assert "5 skipped (already there)" in again.output


def test_a_layer_that_has_one_span_more_is_refused(tmp_path: Path, older: pytest.MonkeyPatch) -> None:
    _brought_in_before(tmp_path, older, CROWDED)
    more = {**CROWDED, "spans": [[place, 20, "actor"] for place in range(6)]}

    for name in ("huda", "omar"):
        again = _imported(tmp_path, [more], "--as", name)
        assert again.exit_code == 1
        assert f"{name} has 6 spans over one character, a layer may have 3" in " ".join(again.stderr.split())


def test_a_span_that_was_changed_since_is_no_span_more(tmp_path: Path, older: pytest.MonkeyPatch) -> None:
    _brought_in_before(tmp_path, older, CROWDED)
    with Project.open(tmp_path / "annotator.db", writing=True) as project:
        span = project.layers.get("crowded", "huda").spans[0]
        project.layers.record(
            Operation(
                article="crowded",
                annotator="huda",
                when=now(),
                move=Move.DO,
                edit=Edit(before=span, after=None),
            )
        )

    again = _imported(tmp_path, [CROWDED], "--as", "huda")

    assert again.exit_code == 0, again.output
