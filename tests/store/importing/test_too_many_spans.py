"""A layer with more spans, or more of them over one character, than it may have comes in neither whole nor in part."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator import limits
from annotator.cli.group import program
from annotator.model import deepest

if TYPE_CHECKING:
    from pathlib import Path

MOST = limits.OVERLAPPING.most


class Range:
    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


def test_spans_that_touch_do_not_lie_over_one_character() -> None:
    assert deepest([]) == 0
    assert deepest([Range(0, 2), Range(2, 4)]) == 1
    assert deepest([Range(0, 3), Range(2, 4), Range(0, 9), Range(5, 6)]) == 3


@pytest.mark.parametrize("nested", [MOST, MOST + 1])
def test_so_many_spans_may_lie_over_one_character(nested: int, tmp_path: Path) -> None:
    project, file = tmp_path / "annotator.db", tmp_path / "a.jsonl"
    spans = [[place, 2 * nested - place, "actor"] for place in range(nested)]
    file.write_text(
        f"{json.dumps({'text': 'one'})}\n{json.dumps({'text': 'a' * 2 * nested, 'spans': spans})}\n",
        encoding="utf-8",
    )
    runner = CliRunner()
    assert runner.invoke(program, ["init", "--project", str(project)]).exit_code == 0

    result = runner.invoke(program, ["import", str(file), "--as", "huda", "--project", str(project)])

    if nested == MOST:
        assert result.exit_code == 0
        assert f"{nested} spans added" in result.output
        return
    assert result.exit_code == 1
    assert "line 2" in result.stderr
    assert (
        "huda has 101 spans over one character, a layer may have 100; leave some out, or split the article."
        in " ".join(result.stderr.split())
    )
    exported = runner.invoke(program, ["status", "--project", str(project)])
    assert "0 articles" in exported.output or "no articles" in exported.output.lower()
